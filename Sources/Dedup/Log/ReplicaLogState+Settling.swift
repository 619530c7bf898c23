import Storage
import TimeSeries

extension ReplicaLogState {
  /// Counts the slots that lie two periods back, each by the best replica that delivered then.
  mutating func countSlots(of cluster: Int) -> SlotCounts? {
    let period = facts.clusters[cluster].period
    guard period > 0 else { return nil }
    let end = facts.newest(of: cluster) - 2 * period
    let start = max(facts.clusters[cluster].countedThrough, end - 64 * period)
    guard end - start >= period else { return nil }
    var counts = SlotCounts(cluster: facts.clusters[cluster].name)
    var slot = start
    if facts.clusters[cluster].countedThrough == .min { slot = end - period }
    while slot + period <= end {
      slot += period
      if let source = source(at: slot, cluster, period) { counts.bySource[source, default: 0] += 1 }
    }
    facts.clusters[cluster].countedThrough = slot
    return counts
  }

  private func source(at time: Timestamp, _ cluster: Int, _ period: Milliseconds) -> SlotSource? {
    let primary = facts.clusters[cluster].primary(at: time)
    return facts.clusters[cluster].replicas.filter { facts.replicas[$0].covers(time) }
      .map { SlotSource(facts.replicas[$0].demotion(at: time, period), isPrimary: $0 == primary) }
      .min { SlotSource.allCases.firstIndex(of: $0) ?? 0 < SlotSource.allCases.firstIndex(of: $1) ?? 0 }
  }

  // MARK: Primaries

  private static let judgedSlots: Int64 = 20
  private static let lostMax: Int64 = 4
  private static let tenureLeast: Milliseconds = 3_600_000

  /// Makes another replica the primary if this one lacks more than a fifth of the last twenty slots and that one none.
  mutating func judgePrimary(_ cluster: Int, _ records: inout [RecordChange]) {
    let period = facts.clusters[cluster].period
    let newest = facts.newest(of: cluster)
    guard period > 0, facts.clusters[cluster].replicas.count > 1 else { return }
    if let last = facts.clusters[cluster].epochs.last, newest < last.from.addingClamped(Self.tenureLeast) { return }
    guard let primary = facts.clusters[cluster].primary(at: newest),
      lost(primary, newest, period) > Self.lostMax,
      let heir = facts.clusters[cluster].replicas.first(where: {
        $0 != primary && watched($0, newest, period) && lost($0, newest, period) == 0
          && facts.replicas[$0].demotion(at: newest, period) == nil
      })
    else { return }
    // At a round moment, so that two parents that notice it a little apart choose the same; behind all slots that are
    // begun.
    let round = 10 * period
    let reach = max(period, facts.clusters[cluster].periodMax / 2)
    let from = (newest.addingClamped(reach) / round + 1) * round
    facts.clusters[cluster].epochs.append(.init(from: from, primary: heir))
    records.append(
      ReplicaLogRow.epoch(cluster: facts.clusters[cluster].name, from: from, primary: facts.replicas[heir].name).record)
  }

  private func lost(_ place: Int, _ newest: Timestamp, _ period: Milliseconds) -> Int64 {
    facts.replicas[place].lostSlots(of: Self.judgedSlots, through: newest - period, period)
  }

  private func watched(_ place: Int, _ newest: Timestamp, _ period: Milliseconds) -> Bool {
    facts.replicas[place].watchedSince <= newest - Self.judgedSlots * period
  }

  // MARK: Loading and pruning

  /// - Parameter family: of a series that storage still has.
  mutating func load(_ row: ReplicaLogRow, family: (SeriesID) -> UInt64?) {
    switch row {
    case .replica(let name, let newest, let interval):
      let place = register(name)
      facts.replicas[place].newest = newest
      facts.replicas[place].promised = newest
      facts.replicas[place].interval = interval
    case .epoch(let cluster, let from, let primary):
      let place = register(ReplicaName(cluster: cluster, replica: primary))
      facts.clusters[facts.replicas[place].cluster].epochs.append(.init(from: from, primary: place))
    case .demotion(let name, let demotion):
      let place = register(name)
      insert(demotion, place)
      noteLoaded(demotion.generation, place)
    case .periods(let name, let version, let ids):
      let place = register(name)
      let known = ids.filter { id in
        guard let family = family(id) else { return false }
        families.hold(
          id, family: family, replica: place, bit: 0, cluster: facts.replicas[place].cluster)
        return true
      }
      if known.isEmpty { drop(row, place) }
      loadedPeriods.append((place, version, known))
    case .gone(let name, let from, let ids):
      let place = register(name)
      let known = ids.filter { family($0) != nil }
      loadedGone.append((place, from, known))
      if known.isEmpty { drop(row, place) }
    case .series(let name, let generation, let spans):
      let place = register(name)
      noteLoaded(generation, place)
      for span in spans {
        if let family = family(span.series) {
          families.hold(
            span.series, family: family, replica: place, bit: 0, cluster: facts.replicas[place].cluster)
        }
      }
      loadedSpans.append((place, row))
    }
  }

  mutating func finishLoading() {
    for (place, version, ids) in loadedPeriods.sorted(by: { $0.version.from < $1.version.from })
    where version.period > 0 {
      for id in ids { adopt(version, of: id, place) }
    }
    restoreMembership()
    (loadedPeriods, loadedGone) = ([], [])
    let edge = facts.newest.subtractingReportingOverflow(retention)
    for (place, row) in loadedSpans {
      guard case .series(_, let generation, let spans) = row else { continue }
      if !edge.overflow, spans.allSatisfy({ $0.through < edge.partialValue }) {
        drop(row, place)
      } else {
        add(spans, generation: generation)
      }
    }
    loadedSpans = []
    for cluster in facts.clusters.indices { facts.clusters[cluster].epochs.sort { $0.from < $1.from } }
    // Until it is heard of again, a replica is as silent as it was: others have its time from now on.
    for place in facts.replicas.indices {
      facts.replicas[place].lastSign = .min
      facts.replicas[place].givenUp = facts.replicas[place].demotions.last { $0.reason == .late && $0.from > .min }
    }
  }

  /// A row about nothing that is still there goes with the next batch.
  private mutating func drop(_ row: ReplicaLogRow, _ place: Int) {
    unsaved[facts.replicas[place].cluster, default: Unsaved()].records.append(row.deletion)
  }

  private mutating func noteLoaded(_ generation: Int64, _ place: Int) {
    let cluster = facts.replicas[place].cluster
    facts.clusters[cluster].generation = max(facts.clusters[cluster].generation, generation)
  }

  /// Which replica brought which series at the end: the later of its coming and its going counts.
  private mutating func restoreMembership() {
    var goneAt = [Timestamp](repeating: .min, count: families.idLimit)
    for (_, from, ids) in loadedGone {
      for index in ids.compactMap(families.index) { goneAt[index] = max(goneAt[index], from) }
    }
    var comeAt = [(from: Timestamp, place: Int32)](repeating: (.min, -1), count: families.idLimit)
    for (place, version, ids) in loadedPeriods where version.period == 0 {
      for index in ids.compactMap(families.index) where version.from >= comeAt[index].from {
        comeAt[index] = (version.from, Int32(place))
      }
    }
    for (index, come) in comeAt.enumerated() where come.place >= 0 && come.from > goneAt[index] {
      families.bring(SeriesID(UInt64(index)), bit: facts.replicas[Int(come.place)].bit)
    }
  }

  /// Drops what is about samples that retention has taken, and the oldest of what is too much.
  mutating func prune(_ place: Int, _ records: inout [RecordChange]) {
    let demotions = facts.replicas[place].demotions
    let edge = facts.replicas[place].promised.subtractingReportingOverflow(retention)
    let oldest = edge.overflow ? Timestamp.min : edge.partialValue
    let surplus = demotions.count - ReplicaLog.demotionsMax
    guard surplus > 0 || demotions.first.map({ $0.through < oldest }) == true else { return }
    let gone = demotions.enumerated().filter { $0.offset < surplus || $0.element.through < oldest }.map(\.element)
    facts.replicas[place].demotions.removeAll { gone.contains($0) }
    records += gone.map { ReplicaLogRow.demotion(name(place), $0).deletion }
  }
}
