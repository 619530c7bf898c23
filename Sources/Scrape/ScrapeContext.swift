import Dedup
import Fleet
import Logging
import Outbound
import Storage
import Telemetry
import TimeSeries

/// What all children share.
final class ScrapeContext: Sendable {
  let storage: any Appendable
  let client: HTTPClient
  let book: BudgetBook
  /// What is known of replicas; `nil` if nobody asks.
  let replicaLog: ReplicaLog?
  let claims = IdentityClaims()
  let firstBodies: FirstBodies
  let phases = PhaseBook()
  let clusters: ClusterBook
  let metrics: ScrapeMetrics
  let logger: Logger
  /// The wall clock.
  let now: @Sendable () -> Timestamp

  init(
    storage: any Appendable, client: HTTPClient, book: BudgetBook, clusters: ClusterBook, metrics: ScrapeMetrics,
    logger: Logger, replicaLog: ReplicaLog? = nil, firstBodies: FirstBodies = FirstBodies(),
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.storage = storage
    self.client = client
    self.book = book
    self.clusters = clusters
    self.replicaLog = replicaLog
    self.firstBodies = firstBodies
    self.metrics = metrics
    self.logger = logger
    self.now = now
  }
}
