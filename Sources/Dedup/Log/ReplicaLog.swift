package import Storage
package import Telemetry
import Threads
package import TimeSeries

/// The stored, append-only facts about replicas by which the view decides: periods of series, primaries, ranks, and how
/// far each replica has been heard of. `ReplicaLogFormat.md` says what is kept.
///
/// Facts are judged by sample timestamps and hold for the future only, so that what was served once stays. They travel as
/// records in the batches that they are about: ask for a note, put its records into the batch, then ``settle(_:)`` it, or
/// ``giveBack(_:)`` if the batch could not be stored. Safe to use from any task.
package final class ReplicaLog: Sendable {
  /// How long a replica is distrusted after a gap, besides one period.
  static let warmUp: Milliseconds = 300_000
  /// After this long without a sign of a replica, while others deliver, it holds nothing back.
  static let silenceMax: Milliseconds = 120_000
  /// What one replica or the series of all may have of stretches; beyond, the oldest go.
  static let demotionsMax = 4096
  static let familyDemotionsMax = 200_000

  let state: Locked<ReplicaLogState>
  private let storage: any Appendable
  let metrics: ReplicaLogMetrics

  /// The log as it is stored.
  ///
  /// - Parameters:
  ///   - replicaLabels: what tells replicas apart.
  ///   - retention: facts about samples older than this, against the newest one, are dropped.
  /// - Throws: ``StorageError`` when it cannot be read.
  package init(
    _ storage: any Appendable, replicaLabels: [String], retention: Milliseconds = .max,
    registry: Registry = Registry()
  ) throws(StorageError) {
    var loaded = ReplicaLogState(retention: retention)
    let removal = LabelRemoval(replicaLabels)
    for record in try storage.records(in: .replicaLog, keyPrefix: []) {
      guard let row = ReplicaLogRow(record) else { continue }
      loaded.load(row) { storage.labels(of: $0).map { ReplicaLog.family(of: $0, removal) } }
    }
    loaded.finishLoading()
    self.storage = storage
    state = Locked(loaded)
    metrics = ReplicaLogMetrics(registry)
  }

  /// Collects how the series of a body go on, which is about to be read.
  package func beginBody(of replica: ReplicaName) -> BodyProgress { state.withLock { $0.beginBody(of: replica) } }

  /// Takes note of a body, before its samples are stored.
  package func note(_ delivery: ReplicaDelivery, of replica: ReplicaName) -> ReplicaNote {
    let delivery = judged(delivery)
    return state.withLock { $0.note(delivery, of: replica) }
  }

  /// With what storage has of samples that may be late: none of them may rank otherwise than when it was stored.
  private func judged(_ delivery: ReplicaDelivery) -> ReplicaDelivery {
    let runs = LateRuns(delivery.late)
    let samples = delivery.newSeries.map { (series: $0.series, timestamp: $0.timestamp) } + runs.firsts
    // What storage cannot tell does not hold a scrape up: it is late if it comes late.
    guard !samples.isEmpty, let standings = try? storage.standings(of: samples) else { return delivery }
    var delivery = delivery
    let newCount = delivery.newSeries.count
    for index in 0..<newCount { delivery.newSeries[index].standing = standings[index] }
    delivery.late = runs.judged(standings[newCount...]) { try? storage.standings(of: $0) }
    return delivery
  }

  /// Takes note that a replica could not be asked; `nil` if it has never delivered.
  ///
  /// - Parameters:
  ///   - tick: when it should have been asked.
  ///   - missedInARow: with this time.
  package func noteFailure(
    of replica: ReplicaName, at tick: Timestamp, missedInARow: Int, interval: Milliseconds
  ) -> ReplicaNote? {
    state.withLock { $0.noteFailure(of: replica, at: tick, missedInARow: missedInARow, interval: interval) }
  }

  /// Takes note of samples that were fetched afterwards, for slots that no replica had filled. Of the replica, the range
  /// must hold only such samples. The records belong into the batch with them.
  package func noteHealed(_ replica: ReplicaName, _ range: ClosedRange<Timestamp>) -> [RecordChange] {
    let (records, slots) = state.withLock { $0.noteHealed(replica, range) }
    metrics.count(.healed, of: replica.cluster, slots)
    return records
  }

  /// The note is stored.
  package func settle(_ note: ReplicaNote) {
    let counts = state.withLock { $0.settle(note) }
    if let counts { metrics.count(counts) }
  }

  /// The note could not be stored; its records go with the next one.
  package func giveBack(_ note: ReplicaNote) { state.withLock { $0.giveBack(note) } }

  /// The primary of a cluster at a moment; `nil` if none of its replicas has delivered.
  package func primary(of cluster: String, at time: Timestamp) -> String? {
    let facts = facts
    return facts.clusters.first { $0.name == cluster }?.primary(at: time).map { facts.replicas[$0].name }
  }

  /// Through which time the view of a cluster changes no more, whatever its replicas still deliver; `nil` if they are not
  /// known. What a replica has brought shows when the better ones have brought as much, or are given up.
  ///
  /// - Parameter delivered: of each replica: through which time all of its samples have come.
  package func servedThrough(of cluster: String, delivered: [String: Timestamp]) -> Timestamp? {
    state.withLock { $0.servedThrough(of: cluster, delivered: delivered) }
  }

  /// What the replicas of a series have in common.
  package static func family(of labels: Labels, _ removal: LabelRemoval) -> UInt64 { removal(labels).stableHash }

  /// What is known of a series that a body brings for the first time, or again.
  ///
  /// - Parameter note: that of the body, if there is one yet.
  package func progress(of series: SeriesID, _ note: ReplicaNote? = nil) -> SeriesProgress {
    state.withLock { state in
      SeriesProgress(
        period: state.families.periods(of: series).last?.period ?? 0,
        quietThrough: note?.quietThrough[series] ?? state.quietThrough(of: series))
    }
  }

  /// What is known now.
  var facts: LogFacts { state.withLock { $0.facts } }
}
