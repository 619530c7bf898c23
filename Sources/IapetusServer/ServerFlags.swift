package import TimeSeries

/// What the command line says: where things are, what is open, and the bounds of one process. Prometheus's flags and
/// defaults where the meaning is the same; Thanos's `--query.replica-label`.
package struct ServerFlags: Sendable {
  package var configFile = "prometheus.yml"

  package var storagePath = "data/"
  /// `nil`: the configuration's, else 15 days.
  package var retentionTime: Milliseconds?
  /// `nil`: the configuration's, else none.
  package var retentionSizeBytes: Int?
  /// What a crash of the machine may cost.
  package var syncInterval: Milliseconds = 1000
  package var seriesMax = 2_000_000
  /// How much of the store's mapped files counts as memory of the process.
  package var mappedBytesMax = 32 << 20
  /// How far ahead of the clock a sample may be.
  package var futureMax: Milliseconds = 600_000

  /// What the bodies of all answers together may hold.
  package var bytesInFlightMax = 512 << 20
  /// How many children at a time bring their first body into the store.
  package var firstBodiesMax = 4

  package var listenAddresses = ["0.0.0.0:9090"]
  package var externalURL = ""
  /// `nil`: the path of the external URL.
  package var routePrefix: String?
  package var isLifecycleEnabled = false
  package var isRemoteWriteReceiverEnabled = false
  package var corsOrigin = ".*"
  package var connectionsMax = 512
  package var readTimeout: Milliseconds = 300_000

  package var lookback: Milliseconds = 300_000
  package var queryTimeout: Milliseconds = 120_000
  package var queriesMax = 20
  /// Queries of rules that run beside those.
  package var rulesQueriesMax = 4
  package var queriesQueuedMax = 200
  /// Empty: slow queries are remembered, and not written.
  package var queryLogFile = ""
  package var querySlowAfter: Milliseconds = 1000
  package var slowQueriesKept = 50
  package var querySamplesMax = 50_000_000
  package var queryMemoryMax = 1 << 30
  package var queryTotalMemoryMax = 2 << 30
  /// How much `explain=dedup` tells of one answer: series, and slots of each.
  package var explainedSeriesMax = 50
  package var explainedSlotsMax = 1500
  /// Of how many parts of a query `explain=true` tells.
  package var explainedNodesMax = 1000
  /// Added to the configuration's `replica_labels`.
  package var replicaLabels: [String] = []

  /// How many rules are evaluated at once beside the one that each group is at.
  package var rulesMax = 4
  /// How old a missed slot may be to be made up.
  package var ruleCatchUpMax: Milliseconds = 3_600_000
  /// How long after a start clusters are given to bring what was missed.
  package var ruleCatchUpDelay: Milliseconds = 60_000

  /// What the expansion of one template of an alert may cost.
  package var templateBytesMax = 1 << 20
  package var templateStepsMax = 100_000
  package var templateDepthMax = 100
  package var templateQueriesMax = 20

  /// How long a firing alert is not told of again.
  package var alertResendDelay: Milliseconds = 60_000
  /// After a longer outage no alert is picked up where it was.
  package var alertOutageTolerance: Milliseconds = 3_600_000
  /// What at least remains of `for` after an outage.
  package var alertGracePeriod: Milliseconds = 600_000
  /// How many alerts wait for each Alertmanager at most.
  package var notificationQueueCapacity = 10_000
  package var notificationBatchSize = 256
  package var drainsNotificationQueue = true
  /// How long sending what waits may take when the server stops.
  package var notificationDrainTimeout: Milliseconds = 15_000
  /// How often a notification is tried before it is dropped.
  package var notificationAttemptsMax = 4
  /// How long the second try waits; each further one twice as long.
  package var notificationRetryPause: Milliseconds = 1000

  package var features: [String] = []

  package var logLevel = "info"
  package var logFormat = "logfmt"

  package init() {}

  /// Every flag and its value, for `/api/v1/status/flags`.
  package var texts: [String: String] {
    [
      "config.file": configFile,
      "storage.tsdb.path": storagePath,
      "storage.tsdb.retention.time": retentionTime.map(PromDuration.text) ?? "0s",
      "storage.tsdb.retention.size": ByteSize.text(retentionSizeBytes ?? 0),
      "storage.sync-interval": PromDuration.text(syncInterval),
      "storage.max-series": "\(seriesMax)",
      "storage.max-mapped": ByteSize.text(mappedBytesMax),
      "storage.max-future": PromDuration.text(futureMax),
      "scrape.max-bytes-in-flight": ByteSize.text(bytesInFlightMax),
      "scrape.max-first-bodies": "\(firstBodiesMax)",
      "web.listen-address": listenAddresses.joined(separator: ","),
      "web.external-url": externalURL,
      "web.route-prefix": routePrefix ?? "/",
      "web.enable-lifecycle": "\(isLifecycleEnabled)",
      "web.enable-remote-write-receiver": "\(isRemoteWriteReceiverEnabled)",
      "web.cors.origin": corsOrigin,
      "web.max-connections": "\(connectionsMax)",
      "web.read-timeout": PromDuration.text(readTimeout),
      "query.lookback-delta": PromDuration.text(lookback),
      "query.timeout": PromDuration.text(queryTimeout),
      "query.max-concurrency": "\(queriesMax)",
      "query.rules-concurrency": "\(rulesQueriesMax)",
      "query.max-queued": "\(queriesQueuedMax)",
      "query.log-file": queryLogFile,
      "query.log-slower-than": PromDuration.text(querySlowAfter),
      "query.slow-kept": "\(slowQueriesKept)",
      "query.max-samples": "\(querySamplesMax)",
      "query.max-memory": ByteSize.text(queryMemoryMax),
      "query.max-total-memory": ByteSize.text(queryTotalMemoryMax),
      "query.explain-max-series": "\(explainedSeriesMax)",
      "query.explain-max-slots": "\(explainedSlotsMax)",
      "query.explain-max-nodes": "\(explainedNodesMax)",
      "query.replica-label": replicaLabels.joined(separator: ","),
      "rules.max-concurrent-evals": "\(rulesMax)",
      "rules.catch-up-max": PromDuration.text(ruleCatchUpMax),
      "rules.catch-up-delay": PromDuration.text(ruleCatchUpDelay),
      "rules.template.max-output": ByteSize.text(templateBytesMax),
      "rules.template.max-steps": "\(templateStepsMax)",
      "rules.template.max-depth": "\(templateDepthMax)",
      "rules.template.max-queries": "\(templateQueriesMax)",
      "rules.alert.resend-delay": PromDuration.text(alertResendDelay),
      "rules.alert.for-outage-tolerance": PromDuration.text(alertOutageTolerance),
      "rules.alert.for-grace-period": PromDuration.text(alertGracePeriod),
      "alertmanager.notification-queue-capacity": "\(notificationQueueCapacity)",
      "alertmanager.notification-batch-size": "\(notificationBatchSize)",
      "alertmanager.drain-notification-queue-on-shutdown": "\(drainsNotificationQueue)",
      "alertmanager.drain-timeout": PromDuration.text(notificationDrainTimeout),
      "alertmanager.max-attempts": "\(notificationAttemptsMax)",
      "alertmanager.retry-pause": PromDuration.text(notificationRetryPause),
      "enable-feature": features.joined(separator: ","),
      "log.level": logLevel,
      "log.format": logFormat,
    ]
  }
}
