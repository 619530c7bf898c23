import ArgumentParser
import Glibc
import IapetusServer
import Logging
import TimeSeries

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Scrape, store, evaluate and answer. This is what runs without a subcommand.")

  @Option(name: .customLong("config.file"), help: "The configuration, in Prometheus's format.")
  var configFile = "prometheus.yml"

  @OptionGroup(title: "Storage") var storage: StorageArguments
  @OptionGroup(title: "Scrapes") var scrape: ScrapeArguments
  @OptionGroup(title: "Web") var web: WebArguments
  @OptionGroup(title: "Queries") var query: QueryArguments
  @OptionGroup(title: "Rules") var rules: RuleArguments
  @OptionGroup(title: "Alerts") var alerts: AlertArguments
  @OptionGroup(title: "Log") var log: LogArguments

  @Option(
    name: .customLong("enable-feature"),
    help: "Accepted as Prometheus accepts it; everything is on here. Comma-separated, may be repeated.")
  var features: [String] = []

  // @concurrent: off the main actor, to which every step of the server would otherwise return.
  @concurrent
  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    let (level, format) = (log.level.loggerLevel, log.format)
    LoggingSystem.bootstrap { StandardErrorLog(label: $0, level: level, format: format) }
    let logger = Logger(label: "iapetus")
    do {
      try await IapetusServer(flags: flags, logger: logger).run()
    } catch {
      logger.error("\(error)")
      throw ExitCode.failure
    }
  }

  private var flags: ServerFlags {
    var flags = ServerFlags()
    flags.configFile = configFile
    flags.storagePath = storage.path
    flags.retentionTime = storage.retentionTime?.milliseconds
    flags.retentionSizeBytes = storage.retentionSize?.bytes
    flags.syncInterval = storage.syncInterval?.milliseconds ?? flags.syncInterval
    flags.seriesMax = storage.seriesMax
    flags.mappedBytesMax = storage.mappedMax?.bytes ?? flags.mappedBytesMax
    flags.futureMax = storage.futureMax?.milliseconds ?? flags.futureMax
    flags.bytesInFlightMax = scrape.bytesInFlightMax?.bytes ?? flags.bytesInFlightMax
    flags.firstBodiesMax = scrape.firstBodiesMax
    if !web.listenAddresses.isEmpty { flags.listenAddresses = web.listenAddresses }
    flags.externalURL = web.externalURL
    flags.routePrefix = web.routePrefix
    flags.isLifecycleEnabled = web.isLifecycleEnabled
    flags.isRemoteWriteReceiverEnabled = web.isRemoteWriteReceiverEnabled
    flags.corsOrigin = web.corsOrigin
    flags.connectionsMax = web.connectionsMax
    flags.readTimeout = web.readTimeout?.milliseconds ?? flags.readTimeout
    flags.lookback = query.lookback?.milliseconds ?? flags.lookback
    flags.queryTimeout = query.timeout?.milliseconds ?? flags.queryTimeout
    flags.queriesMax = query.queriesMax
    flags.rulesQueriesMax = query.rulesQueriesMax
    flags.queriesQueuedMax = query.queuedMax
    flags.queryLogFile = query.logFile
    flags.querySlowAfter = query.slowAfter?.milliseconds ?? flags.querySlowAfter
    flags.slowQueriesKept = query.slowKept
    flags.querySamplesMax = query.samplesMax
    flags.queryMemoryMax = query.memoryMax?.bytes ?? flags.queryMemoryMax
    flags.queryTotalMemoryMax = query.totalMemoryMax?.bytes ?? flags.queryTotalMemoryMax
    flags.explainedSeriesMax = query.explainedSeriesMax
    flags.explainedSlotsMax = query.explainedSlotsMax
    flags.explainedNodesMax = query.explainedNodesMax
    flags.replicaLabels = query.replicaLabels
    flags.rulesMax = rules.concurrentMax
    flags.ruleCatchUpMax = rules.catchUpMax?.milliseconds ?? flags.ruleCatchUpMax
    flags.ruleCatchUpDelay = rules.catchUpDelay?.milliseconds ?? flags.ruleCatchUpDelay
    flags.templateBytesMax = rules.templates.outputMax?.bytes ?? flags.templateBytesMax
    flags.templateStepsMax = rules.templates.stepsMax
    flags.templateDepthMax = rules.templates.depthMax
    flags.templateQueriesMax = rules.templates.queriesMax
    flags.alertResendDelay = alerts.resendDelay?.milliseconds ?? flags.alertResendDelay
    flags.alertOutageTolerance = alerts.outageTolerance?.milliseconds ?? flags.alertOutageTolerance
    flags.alertGracePeriod = alerts.gracePeriod?.milliseconds ?? flags.alertGracePeriod
    flags.notificationQueueCapacity = alerts.queueCapacity
    flags.notificationBatchSize = alerts.batchSize
    flags.drainsNotificationQueue = alerts.drainsQueue
    flags.notificationDrainTimeout = alerts.drainTimeout?.milliseconds ?? flags.notificationDrainTimeout
    flags.notificationAttemptsMax = alerts.attemptsMax
    flags.notificationRetryPause = alerts.retryPause?.milliseconds ?? flags.notificationRetryPause
    flags.features = features.flatMap { $0.split(separator: ",").map(String.init) }
    flags.logLevel = log.level.rawValue
    flags.logFormat = log.format.rawValue
    return flags
  }
}
