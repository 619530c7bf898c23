import Config
import Dedup
import Discovery
import Fleet
import Healing
import Logging
import Notifier
import Outbound
import PromQL
import Rules
import Scrape
import ServiceLifecycle
import Storage
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
  private let queryLog: QueryLog
  private let engine: QueryEngine
  private let views: ViewSource
  private let clusters: ClusterBook
  private let scrapes: ScrapeManager
  private let notifier: Notifier
  private let rules: RuleManager
  private let healing: HealingManager
  /// Hands each room its part of a configuration that has been checked. Only the query log and the first room can refuse
  /// it, and change nothing then.
  private let apply: @Sendable (ServerConfig) throws -> Void
  private let reload: Reload

  /// - Throws: if the store cannot be opened, or a flag cannot be used.
  init(flags: ServerFlags, config: ServerConfig, logger: Logger) throws {
    let registry = Registry()
    ProcessMetrics.register(in: registry)
    let running = RunningConfig(config, flags: flags, registry: registry)

    let database = try TimeSeriesDatabase(
      flags.storageSettings(config.storage), registry: registry, logger: Logger(label: "tsdb"))
    let client = HTTPClient(settings: flags.clientSettings)
    let queryLog = QueryLog(registry: registry, logger: Logger(label: "query-log"))
    let engine = QueryEngine(limits: flags.queryLimits(config.global), registry: registry) { queryLog.append($0) }
    let clusters = try ClusterBook(storage: database, now: Clock.now)
    FleetMetrics.register(clusters, in: registry)
    let storageSettings = flags.storageSettings(config.storage)
    let replicaLog = try ReplicaLog(
      database, replicaLabels: running.replicaLabels, retention: storageSettings.retentionTime, registry: registry)
    let view: @Sendable ([String]) -> any Queryable = { labels in
      // What the log knows is about replicas as the configuration tells them apart.
      DedupView.view(of: database, merging: labels, log: labels == running.replicaLabels ? replicaLog : nil)
    }
    let discoveryMetrics = DiscoveryMetrics(registry)
    let scrapes = try ScrapeManager(
      storage: database, client: client, clusters: clusters, registry: registry, logger: Logger(label: "scrape"),
      discoveryMetrics: discoveryMetrics, replicaLog: replicaLog, firstBodiesMax: flags.firstBodiesMax)
    let notifier = Notifier(
      client: client, registry: registry, discoveryMetrics: discoveryMetrics, logger: Logger(label: "notifier"),
      limits: flags.notifierLimits)
    let rules = try RuleManager(
      engine: engine, view: { view(running.replicaLabels) }, storage: database,
      clusters: ClusterWatch(clusters, replicaLog), registry: registry, logger: Logger(label: "rules"),
      limits: flags.ruleLimits, outagePolicy: flags.outagePolicy,
      delivery: AlertDelivery(
        resendDelay: flags.alertResendDelay, generatorURL: { flags.graphURL(for: $0) }, send: { notifier.send($0) }))
    let healing = try HealingManager(
      storage: database, client: client, clusters: clusters,
      neighbours: HealingNeighbours(
        sources: { scrapes.healingSources() },
        primary: { replicaLog.primary(of: $0, at: $1) },
        healedRecords: { replicaLog.noteHealed(ReplicaName(cluster: $0, replica: $1), $2) },
        evaluateAgain: { healed in
          _ = await rules.reevaluate(ChangedInputs(clusters: healed.clusters, range: healed.range))
        }),
      registry: registry, logger: Logger(label: "healing"))

    self.flags = flags
    self.running = running
    self.registry = registry
    self.database = database
    self.client = client
    self.queryLog = queryLog
    self.engine = engine
    self.clusters = clusters
    self.scrapes = scrapes
    self.notifier = notifier
    self.rules = rules
    self.healing = healing
    views = ViewSource(
      replicaLabels: { running.replicaLabels }, clusters: clusters, registry: registry,
      explanationLimits: flags.explanationLimits, refusals: { scrapes.refusals(matching: $0) }, view)
    let apply: @Sendable (ServerConfig) throws -> Void = { config in
      let queryLogFiles = try queryLog.open(flags.queryLogPaths(config.global))
      try scrapes.apply(flags.scrapeSettings(config))
      queryLog.use(queryLogFiles)
      clusters.apply(flags.fleetSettings(config))
      notifier.apply(flags.notifierSettings(config))
      rules.apply(config.ruleGroups, flags.ruleDefaults(config))
      healing.apply(config.healing)
      engine.apply(flags.queryLimits(config.global))
    }
    self.apply = apply
    reload = Reload(path: flags.configFile, running: running, logger: logger, apply: apply)
  }

  /// Runs every room until a signal, or until one of them fails.
  func run() async throws {
    try apply(running.current.config)
    let services: [any Service] = [
      Closing(database: database, client: client, queryLog: queryLog),
      Room { [clusters] in await clusters.run() },
      Room { [scrapes] in try await scrapes.run() },
      Room { [notifier] in await notifier.run() },
      Room { [rules] in await rules.run() },
      Room { [healing] in await healing.run() },
      ReloadOnHangup(reload: reload),
      try WebServer(
        settings: try flags.webSettings(), routes: routes, registry: registry, isReady: { true },
        logger: Logger(label: "web")),
    ]
    try await ServiceGroup(
      configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: Assembly.quiet)
    ).run()
  }

  private var routes: [any WebRoutes] {
    [
      QueryRoutes(engine: engine, views: views, now: Clock.now),
      ActiveQueryRoutes(engine: engine),
      ExemplarRoutes(),
      LabelRoutes(views: views),
      TargetRoutes(
        targets: { [scrapes] in scrapes.targets() }, pools: { [running] in running.jobNames },
        metadata: scrapes.metadata),
      ClusterRoutes(clusters: clusters, now: Clock.now),
      HealingRoutes(healing: { [healing] in healing.status() }),
      BudgetRoutes(budgets: { [scrapes] in scrapes.budgets() }, storage: database, now: Clock.now),
      RuleRoutes(groups: { [rules] in rules.groups() }),
      AlertmanagerRoutes(alertmanagers: { [notifier] in notifier.alertmanagers }),
      FederateRoutes(
        views: views, externalLabels: { [running] in running.current.config.global.externalLabels },
        lookback: { [engine] in engine.limits.lookback }, now: Clock.now),
      WriteRoutes(
        isEnabled: flags.isRemoteWriteReceiverEnabled,
        receiver: WriteReceiver(
          storage: database, admission: scrapes.admission, pushes: scrapes.pushes, registry: registry)),
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
