import Config
import Dedup
import Fleet
import Notifier
import Outbound
import PromQL
import Rules
import Scrape
import TSDB
import Template
import TimeSeries
import WebAPI

/// What the flags, together with the configuration, mean for each room.
extension ServerFlags {
  private static let retentionDefault: Milliseconds = 15 * 86_400_000
  /// What "by size alone" comes to: retention by time that never ends.
  private static let forever: Milliseconds = 1000 * 365 * 86_400_000

  /// The configuration's section wins over the flags. With a size and no time, size alone counts; with neither, 15 days.
  func storageSettings(_ config: StorageConfig) -> TimeSeriesSettings {
    var settings = TimeSeriesSettings(path: storagePath)
    let bytes = config.retentionSize ?? retentionSizeBytes ?? 0
    let time = config.retentionTime ?? retentionTime ?? 0
    settings.retentionBytes = bytes > 0 ? bytes : nil
    settings.retentionTime = time > 0 ? time : bytes > 0 ? ServerFlags.forever : ServerFlags.retentionDefault
    settings.syncInterval = syncInterval
    settings.seriesLimit = seriesMax
    settings.mappedBytesMax = mappedBytesMax
    settings.futureLimit = futureMax
    return settings
  }

  var clientSettings: HTTPClientSettings {
    var settings = HTTPClientSettings()
    settings.bytesInFlightMax = bytesInFlightMax
    return settings
  }

  /// The labels that tell replicas apart: the configuration's, and those of `--query.replica-label`.
  func replicaLabels(_ config: GlobalConfig) -> [String] {
    config.replicaLabels + replicaLabels.filter { !config.replicaLabels.contains($0) }
  }

  func scrapeSettings(_ config: ServerConfig) -> ScrapeSettings {
    var settings = config.scrapeSettings
    settings.replicaLabels = replicaLabels(config.global)
    return settings
  }

  func fleetSettings(_ config: ServerConfig) -> FleetSettings {
    var settings = config.fleetSettings
    settings.retention = storageSettings(config.storage).retentionTime
    return settings
  }

  func ruleDefaults(_ config: ServerConfig) -> RuleDefaults {
    var defaults = config.ruleDefaults
    defaults.externalURL = reachableURL
    return defaults
  }

  func queryLimits(_ config: GlobalConfig) -> QueryLimits {
    var limits = QueryLimits()
    limits.timeout = queryTimeout
    limits.concurrentMax = queriesMax
    limits.rulesConcurrentMax = rulesQueriesMax
    limits.queuedMax = queriesQueuedMax
    limits.slowAfter = querySlowAfter
    limits.slowKept = slowQueriesKept
    limits.samplesMax = querySamplesMax
    limits.explainedNodesMax = explainedNodesMax
    limits.memoryMax = queryMemoryMax
    limits.totalMemoryMax = queryTotalMemoryMax
    limits.lookback = lookback
    limits.subqueryStep = config.evaluationInterval
    return limits
  }

  func queryLogPaths(_ config: GlobalConfig) -> QueryLogPaths {
    QueryLogPaths(all: config.queryLogFile, slow: queryLogFile, slowAfter: querySlowAfter)
  }

  func notifierSettings(_ config: ServerConfig) -> NotifierSettings {
    var settings = config.notifierSettings
    settings.replicaLabels = replicaLabels(config.global)
    return settings
  }

  var notifierLimits: NotifierLimits {
    var limits = NotifierLimits()
    limits.queueCapacity = notificationQueueCapacity
    limits.batchSize = notificationBatchSize
    limits.drainsOnShutdown = drainsNotificationQueue
    limits.drainTimeout = notificationDrainTimeout
    limits.attemptsMax = notificationAttemptsMax
    limits.retryPause = notificationRetryPause
    return limits
  }

  var ruleLimits: RuleLimits {
    var limits = RuleLimits()
    limits.concurrentMax = rulesMax
    limits.catchUpMax = ruleCatchUpMax
    limits.catchUpDelay = ruleCatchUpDelay
    limits.template = templateLimits
    return limits
  }

  private var templateLimits: TemplateLimits {
    var limits = TemplateLimits()
    limits.outputBytesMax = templateBytesMax
    limits.stepsMax = templateStepsMax
    limits.depthMax = templateDepthMax
    limits.queriesMax = templateQueriesMax
    return limits
  }

  var explanationLimits: ExplanationLimits {
    ExplanationLimits(seriesMax: explainedSeriesMax, slotsMax: explainedSlotsMax)
  }

  var outagePolicy: OutagePolicy {
    var policy = OutagePolicy()
    policy.tolerance = alertOutageTolerance
    policy.gracePeriod = alertGracePeriod
    return policy
  }

  /// - Throws: ``ServerError`` for an address that is none.
  func webSettings() throws(ServerError) -> WebSettings {
    var settings = WebSettings()
    settings.addresses = []
    for text in listenAddresses {
      guard let address = WebSettings.Address(text) else {
        throw ServerError("--web.listen-address must be host:port, such as 127.0.0.1:9090, and \"\(text)\" is not")
      }
      settings.addresses.append(address)
    }
    settings.routePrefix = routePrefix ?? ServerFlags.path(of: externalURL)
    settings.corsOrigin = corsOrigin
    settings.connectionsMax = connectionsMax
    settings.readTimeout = readTimeout
    return settings
  }

  /// The path of `https://host/path`.
  private static func path(of url: String) -> String {
    guard let authority = url.firstRange(of: "://") else { return "/" }
    let rest = url[authority.upperBound...]
    return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
  }
}
