import Config
import Dedup
import Logging
import Outbound
import PromQL
import ServiceLifecycle
import Storage
import TSDB
import Telemetry
import TimeSeries
import UnixSignals
import WebAPI

/// The house: every room, built bottom-up in the order of the floors, started in this order, stopped in reverse.
struct Assembly {
  private let flags: ServerFlags
  private let logger: Logger
  private let registry = Registry()
  private let running: RunningConfig
  private let database: TimeSeriesDatabase
  private let client: HTTPClient
  private let engine: QueryEngine
  private let reload: Reload

  /// - Throws: if the store cannot be opened, or a flag cannot be used.
  init(flags: ServerFlags, config: ServerConfig, logger: Logger) throws {
    self.flags = flags
    self.logger = logger
    ProcessMetrics.register(in: registry)
    let running = RunningConfig(config, flags: flags, registry: registry)
    self.running = running

    database = try TimeSeriesDatabase(
      flags.storageSettings(config.storage), registry: registry, logger: Logger(label: "tsdb"))
    client = HTTPClient()
    engine = QueryEngine(limits: flags.queryLimits(config.global), registry: registry)
    reload = Reload(path: flags.configFile, running: running, logger: logger) {
      [flags, engine] config in
      try await Assembly.apply(config, flags, engine)
    }
  }

  /// Runs every room until a signal, or until one of them fails.
  func run() async throws {
    let config = running.current.config
    try await Assembly.apply(config, flags, engine)
    var services: [any Service] = [Closing(database: database, client: client)]
    services.append(ReloadOnHangup(reload: reload))
    services.append(try webServer())
    try await ServiceGroup(
      configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger)
    ).run()
  }

  /// Hands each room its part of a configuration that has been checked.
  private static func apply(
    _ config: ServerConfig, _ flags: ServerFlags, _ engine: QueryEngine
  ) async throws {
    engine.apply(flags.queryLimits(config.global))
  }

  private func webServer() throws -> WebServer {
    try WebServer(
      settings: try flags.webSettings(), routes: routes(), registry: registry, isReady: { true },
      logger: Logger(label: "web"))
  }

  private func routes() -> [any WebRoutes] {
    let views = ViewSource(replicaLabels: { [running] in running.replicaLabels }) { [database] labels in
      DedupView.view(of: database, merging: labels)
    }
    return [
      QueryRoutes(engine: engine, views: views, now: Clock.now),
      LabelRoutes(views: views),
      FederateRoutes(
        views: views, externalLabels: { [running] in running.current.config.global.externalLabels },
        lookback: { [engine] in engine.limits.lookback }, now: Clock.now),
      WriteRoutes(
        isEnabled: flags.isRemoteWriteReceiverEnabled, receiver: WriteReceiver(storage: database, registry: registry)),
      StatusRoutes(
        build: BuildInfo(version: Version.prometheus, iapetusVersion: Version.number), flags: flags.texts,
        configText: { [running] in running.current.config.redactedYAML },
        runtime: { [running, database] in .current(running.current, retention: database.retentionText) },
        head: { [database] in .current(database) }, storage: database),
      MetricsRoutes(registry: registry),
      LifecycleRoutes(isEnabled: flags.isLifecycleEnabled) { [reload] in try await reload.reload() },
    ]
  }

  /// The service group tells of each start and stop; only its troubles are worth a line.
  private var quietLogger: Logger {
    var quiet = Logger(label: "services")
    quiet.logLevel = max(logger.logLevel, .warning)
    return quiet
  }
}
