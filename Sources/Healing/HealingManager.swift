package import Fleet
package import Logging
package import Outbound
package import Storage
package import Telemetry
import Threads
package import TimeSeries

/// Finds what was missed while a cluster or iapetus itself was out, fetches it from the children's own storage, and tells
/// the rules.
///
/// One task, ``run()``, watches the fleet and starts the healing of clusters; each cluster is healed by one task, its gaps
/// in order of time, slice by slice. A slice is one atomic batch: samples, budget, progress.
package final class HealingManager: Sendable {
  struct State {
    var settings = HealingSettings()
    var attempts: [String: HealingAttempt] = [:]
    var finished: [HealingStatus.GapStatus] = []
    var isTellingRules = false
  }

  static let finishedMax = 50
  private static let tick = Duration.seconds(1)

  let storage: any Appendable & Queryable
  let client: HTTPClient
  let clusters: ClusterBook
  let neighbours: HealingNeighbours
  let book: GapBook
  let pacer = RequestPacer()
  let memory = ChildMemory()
  let metrics: HealingMetrics
  let logger: Logger
  /// The wall clock.
  let now: @Sendable () -> Timestamp
  let state = Locked(State())

  /// - Parameter now: the wall clock.
  /// - Throws: ``StorageError`` when what is remembered cannot be read.
  package init(
    storage: any Appendable & Queryable, client: HTTPClient, clusters: ClusterBook, neighbours: HealingNeighbours,
    registry: Registry, logger: Logger, now: @escaping @Sendable () -> Timestamp = Clock.now
  ) throws(StorageError) {
    self.storage = storage
    self.client = client
    self.clusters = clusters
    self.neighbours = neighbours
    let book = GapBook(try storage.records(in: .healing, keyPrefix: []))
    // Before the first scrape: what comes then shows what was missed while iapetus was down.
    book.begin(clusters.statuses(), at: now())
    self.book = book
    metrics = HealingMetrics(registry) { book.gaps.count }
    self.logger = logger
    self.now = now
  }

  /// Takes another configuration; what is under way goes on with the old one.
  package func apply(_ settings: HealingSettings) { state.withLock { $0.settings = settings } }

  /// Watches and heals until the task is canceled. To be called once.
  package func run() async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        watch()
        for cluster in takeTurns() { group.addTask { await self.heal(cluster) } }
        if takeTelling() { group.addTask { await self.tellRules() } }
        await save(book.takeChanges(at: now()))
        try? await Task.sleep(for: HealingManager.tick)
      }
      group.cancelAll()
    }
    await save(book.takeChanges(at: .max))
  }

  /// What is healed, and what is to be.
  package func status() -> HealingStatus {
    let gaps = book.gaps
    return state.withLock { state in
      let open = gaps.map { cluster, gap in
        let attempt = state.attempts[cluster]?.status
        return attempt?.gap.from == gap.from ? attempt : nil
      }
      return HealingStatus(
        isEnabled: state.settings.isEnabled,
        open: zip(open, gaps).map { $0 ?? HealingStatus.GapStatus(cluster: $1.cluster, gap: $1.gap) },
        finished: state.finished)
    }
  }

  /// Writes records that go with no samples.
  func save(_ records: [RecordChange]) async {
    guard !records.isEmpty else { return }
    var batch = SampleBatch()
    batch.records = records
    do throws(StorageError) {
      _ = try await storage.append(batch)
    } catch {
      book.giveBack(records)
      logger.error("storing what is to be healed: \(error)")
    }
  }
}
