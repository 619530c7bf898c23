import Fleet
import Storage
import Threads
import TimeSeries

/// The gaps of all clusters, and what must become durable of them. Safe to call from any task.
final class GapBook: Sendable {
  private struct State {
    var watches: [String: GapWatch] = [:]
    /// Clusters of which something is to be written.
    var changed: Set<String> = []
    var marksWrittenAt: Timestamp = 0
    var forgotten: [RecordChange] = []
    /// Healed, and not yet told to the rules.
    var unevaluated: ClosedRange<Timestamp>?
  }

  /// How often marks are written that have only moved on.
  private static let marksInterval: Milliseconds = 60_000

  private let state: Locked<State>

  init(_ records: [RecordChange]) {
    var state = State()
    for record in records.compactMap(GapRecord.init) {
      switch record {
      case .cluster(let name, let mark, let gaps): state.watches[name] = GapWatch(mark: mark, gaps: gaps)
      case .unevaluated(let range): state.unevaluated = range
      }
    }
    self.state = Locked(state)
  }

  /// Takes what the fleet says of a cluster now; the gap that has just ended, if one has.
  func observe(_ status: ClusterStatus, silenceMax: Milliseconds, at now: Timestamp) -> Gap? {
    state.withLock { state in
      let wasKnown = state.watches[status.name]?.mark != nil
      let gap = state.watches[status.name, default: GapWatch()].observe(status, silenceMax: silenceMax, at: now)
      if gap != nil || !wasKnown { state.changed.insert(status.name) }
      return gap
    }
  }

  /// Begins to watch clusters of which nothing is remembered: from what the fleet remembers of their last delivery.
  func begin(_ statuses: [ClusterStatus], at now: Timestamp) {
    state.withLock { state in
      for status in statuses where state.watches[status.name]?.mark == nil {
        _ = state.watches[status.name, default: GapWatch()].observe(status, silenceMax: .max, at: now)
      }
    }
  }

  /// The oldest gap of each cluster that has one, by name.
  var nextGaps: [(cluster: String, gap: Gap)] {
    state.withLock { state in
      state.watches.compactMap { name, watch in watch.gaps.first.map { (name, $0) } }.sorted { $0.0 < $1.0 }
    }
  }

  /// All gaps, by cluster and time.
  var gaps: [(cluster: String, gap: Gap)] {
    state.withLock { state in
      state.watches.sorted { $0.key < $1.key }.flatMap { name, watch in watch.gaps.map { (name, $0) } }
    }
  }

  func deliveriesInARow(_ url: String, of cluster: String) -> Int {
    state.withLock { $0.watches[cluster]?.deliveriesInARow(url) ?? 0 }
  }

  /// What becomes durable with the samples of a slice: that it is healed, and that rules must hear of it.
  ///
  /// - Parameter samples: where the samples lie; `nil` if there was nothing to store.
  func progress(
    _ cluster: String, _ gap: Gap, through: Timestamp, samples: ClosedRange<Timestamp>?
  ) -> [RecordChange] {
    state.withLock { state in
      guard var watch = state.watches[cluster] else { return [] }
      watch.note(gap, through)
      let range = samples.map { ClosedRange.union(state.unevaluated, $0) }
      return [GapRecord.cluster(cluster, watch.mark, watch.gaps).change]
        + (range.map { [GapRecord.unevaluated($0).change] } ?? [])
    }
  }

  /// The batch with ``progress(_:_:through:samples:)`` is stored.
  func noteProgress(_ cluster: String, _ gap: Gap, through: Timestamp, samples: ClosedRange<Timestamp>?) {
    state.withLock { state in
      state.watches[cluster]?.note(gap, through)
      if let samples { state.unevaluated = ClosedRange.union(state.unevaluated, samples) }
    }
  }

  var unevaluated: ClosedRange<Timestamp>? { state.withLock { $0.unevaluated } }

  /// The rules have been evaluated for `range`; the record to write, if that was all.
  func noteEvaluated(_ range: ClosedRange<Timestamp>) -> [RecordChange] {
    state.withLock { state in
      guard state.unevaluated == range else { return [] }
      state.unevaluated = nil
      return [GapRecord.unevaluated(range).deletion]
    }
  }

  /// Lets go of gaps that ended before `edge`.
  func expire(before edge: Timestamp) -> [(cluster: String, gap: Gap)] {
    state.withLock { state in
      state.watches.keys.flatMap { name in
        let expired = state.watches[name]?.expire(before: edge) ?? []
        if !expired.isEmpty { state.changed.insert(name) }
        return expired.map { (name, $0) }
      }
    }
  }

  /// Forgets clusters that the fleet has forgotten.
  func keep(_ names: Set<String>) {
    state.withLock { state in
      for (name, watch) in state.watches where !names.contains(name) {
        state.forgotten.append(GapRecord.cluster(name, watch.mark, []).deletion)
        state.watches[name] = nil
      }
    }
  }

  /// What is to be written now.
  func takeChanges(at now: Timestamp) -> [RecordChange] {
    state.withLock { state in
      if now - state.marksWrittenAt >= GapBook.marksInterval {
        state.marksWrittenAt = now
        state.changed.formUnion(state.watches.filter { $0.value.mark != nil }.keys)
      }
      defer { (state.changed, state.forgotten) = ([], []) }
      return state.forgotten
        + state.changed.sorted().compactMap { name in
          state.watches[name].map { GapRecord.cluster(name, $0.mark, $0.gaps).change }
        }
    }
  }

  /// Takes back what could not be written.
  func giveBack(_ changes: [RecordChange]) {
    state.withLock { state in
      for case .cluster(let name, _, _)? in changes.map(GapRecord.init) { state.changed.insert(name) }
    }
  }
}

extension ClosedRange<Timestamp> {
  /// The shortest range that holds both.
  fileprivate static func union(_ known: ClosedRange<Timestamp>?, _ new: ClosedRange<Timestamp>) -> ClosedRange<
    Timestamp
  > {
    guard let known else { return new }
    return Swift.min(known.lowerBound, new.lowerBound)...Swift.max(known.upperBound, new.upperBound)
  }
}

extension GapWatch {
  /// Moves a gap on; one that is healed is gone.
  fileprivate mutating func note(_ gap: Gap, _ through: Timestamp) {
    guard let index = gaps.firstIndex(where: { $0.from == gap.from && $0.until == gap.until }) else { return }
    gaps[index].healedThrough = through
    if gaps[index].isHealed { gaps.remove(at: index) }
  }
}
