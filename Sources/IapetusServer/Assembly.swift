import Config
import Dedup
import Fleet
import Logging
import Outbound
import PromQL
import Rules
import Scrape
import ServiceLifecycle
import TSDB
import Telemetry
import UnixSignals
import WebAPI

/// The house: every room, built bottom-up in the order of the floors, started in this order, stopped in reverse.
struct Assembly {
  private let flags: ServerFlags
  private let running: RunningConfig
  private let registry: Registry
  private let database: TimeSeriesDatabase
  private let client: HTTPClient
  private let engine: QueryEngine
  private let views: ViewSource
  private let clusters: ClusterBook
  private let scrapes: ScrapeManager
  private let rules: RuleManager
  private let reload: Reload

  /// - Throws: if the store cannot be opened, or a flag cannot be used.
  init(flags: ServerFlags, config: ServerConfig, logger: Logger) throws {
    let registry = Registry()
    ProcessMetrics.register(in: registry)
    let running = RunningConfig(config, flags: flags, registry: registry)

    let database = try TimeSeriesDatabase(
      flags.storageSettings(config.storage), registry: registry, logger: Logger(label: "tsdb"))
    let client = HTTPClient()
    let engine = QueryEngine(limits: flags.queryLimits(config.global), registry: registry)
    let clusters = try ClusterBook(storage: database, now: Clock.now)
    FleetMetrics.register(clusters, in: registry)
    let scrapes = try ScrapeManager(
      storage: database, client: client, clusters: clusters, registry: registry, logger: Logger(label: "scrape"))
    let rules = try RuleManager(
      engine: engine, view: { DedupView.view(of: database, merging: running.replicaLabels) }, storage: database,
      registry: registry, logger: Logger(label: "rules"))

    self.flags = flags
    self.running = running
    self.registry = registry
    self.database = database
    self.client = client
    self.engine = engine
    self.clusters = clusters
    self.scrapes = scrapes
    self.rules = rules
    views = ViewSource(replicaLabels: { running.replicaLabels }) { DedupView.view(of: database, merging: $0) }
    reload = Reload(path: flags.configFile, running: running, logger: logger) { config in
      try Assembly.apply(config, flags, clusters, scrapes, rules, engine)
    }
  }

  /// Runs every room until a signal, or until one of them fails.
  func run() async throws {
    try Assembly.apply(running.current.config, flags, clusters, scrapes, rules, engine)
    let services: [any Service] = [
      Closing(database: database, client: client),
      Room { [clusters] in await clusters.run() },
      Room { [scrapes] in try await scrapes.run() },
      Room { [rules] in await rules.run() },
      ReloadOnHangup(reload: reload),
      try WebServer(
        settings: try flags.webSettings(), routes: routes, registry: registry, isReady: { true },
        logger: Logger(label: "web")),
    ]
    try await ServiceGroup(
      configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: Assembly.quiet)
    ).run()
  }

  /// Hands each room its part of a configuration that has been checked. The first call is the only one that can throw,
  /// and changes nothing then.
  private static func apply(
    _ config: ServerConfig, _ flags: ServerFlags, _ clusters: ClusterBook, _ scrapes: ScrapeManager,
    _ rules: RuleManager, _ engine: QueryEngine
  ) throws {
    try scrapes.apply(flags.scrapeSettings(config))
    clusters.apply(flags.fleetSettings(config))
    rules.apply(config.ruleGroups, config.ruleDefaults)
    engine.apply(flags.queryLimits(config.global))
  }

  private var routes: [any WebRoutes] {
    [
      QueryRoutes(engine: engine, views: views, now: Clock.now),
      LabelRoutes(views: views),
      TargetRoutes(targets: { [scrapes] in scrapes.targets() }, pools: { [running] in running.jobNames }),
      BudgetRoutes(budgets: { [scrapes] in scrapes.budgets() }),
      RuleRoutes(groups: { [rules] in rules.groups() }),
      FederateRoutes(
        views: views, externalLabels: { [running] in running.current.config.global.externalLabels },
        lookback: { [engine] in engine.limits.lookback }, now: Clock.now),
      WriteRoutes(
        isEnabled: flags.isRemoteWriteReceiverEnabled,
        receiver: WriteReceiver(storage: database, admission: scrapes.admission, registry: registry)),
      StatusRoutes(
        build: BuildInfo(version: Version.prometheus, iapetusVersion: Version.number), flags: flags.texts,
        configText: { [running] in running.current.config.redactedYAML },
        runtime: { [running, database] in .current(running.current, retention: database.retentionText) },
        cardinality: { [database] in CardinalityReport(of: database, limit: $0) }),
      MetricsRoutes(registry: registry),
      UIRoutes(),
      LifecycleRoutes(isEnabled: flags.isLifecycleEnabled) { [reload] in try await reload.reload() },
    ]
  }

  /// The service group tells of each start and stop; only its troubles are worth a line.
  private static var quiet: Logger {
    var logger = Logger(label: "services")
    logger.logLevel = max(logger.logLevel, .warning)
    return logger
  }
}
