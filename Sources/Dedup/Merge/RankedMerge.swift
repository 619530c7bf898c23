import TimeSeries

/// The merge where ranks change with time: best samples first, each taking its slot, whoever comes later being left out.
///
/// Slower than ``MergedRows/filled(by:_:period:into:)`` and equal to it where ranks do not change. It also remembers who
/// took whose slot.
struct RankedMerge {
  struct Candidate {
    var timestamp: Timestamp
    var member: UInt8
    var row: Int32
    var rank: SlotRank
    /// The candidate that has its slot: its own number where it is served; −1 while that is not decided.
    var winner: Int32 = -1
    /// Whether that stays as it is, whatever may still come.
    var isFinal = true
  }

  /// In time order; of equal times the better first.
  private(set) var candidates: [Candidate] = []

  /// - Parameters:
  ///   - order: for each member its number in the plan.
  ///   - isSettled: whether no better replica may still fill the slot of a member's sample.
  init(
    _ members: some Collection<SampleColumns>, _ order: [Int], _ plan: SlotPlan,
    isSettled: (Timestamp, _ member: Int) -> Bool = { _, _ in true }
  ) {
    for (member, columns) in members.enumerated() {
      for row in 0..<columns.count where !columns.values[row].isStaleMarker {
        let time = columns.timestamps[row]
        candidates.append(
          Candidate(
            timestamp: time, member: UInt8(truncatingIfNeeded: member), row: Int32(truncatingIfNeeded: row),
            rank: plan.rank(order[member], at: time)))
      }
    }
    candidates.sort { ($0.timestamp, $0.rank) < ($1.timestamp, $1.rank) }
    for rank in Set(candidates.map(\.rank)).sorted() {
      for index in candidates.indices where candidates[index].rank == rank {
        decide(index, order, plan, isSettled)
      }
    }
  }

  /// Whether some that would be served are not, as that might change.
  var holdsBack: Bool { candidates.indices.contains { candidates[$0].winner == $0 && !candidates[$0].isFinal } }

  func appendServed(to rows: inout MergedRows) {
    for (index, candidate) in candidates.enumerated() where candidate.winner == index && candidate.isFinal {
      // Two may be served at one time only if their replicas disagree about the period; the better is first.
      if rows.timestamps.last != candidate.timestamp {
        rows.append(candidate.timestamp, candidate.member, candidate.row)
      }
    }
  }

  private mutating func decide(
    _ index: Int, _ order: [Int], _ plan: SlotPlan, _ isSettled: (Timestamp, _ member: Int) -> Bool
  ) {
    let time = candidates[index].timestamp
    let period = plan.period(at: time)
    let (before, after) = (served(index, by: -1, period), served(index, by: 1, period))
    let taker = taker(index, before, after, period) { plan.replicas[order[$0]].isGivenUp(at: time) }
    candidates[index].winner = Int32(truncatingIfNeeded: taker ?? index)
    if let taker {
      // Also where it only lies between two samples of another replica: then both must stay.
      candidates[index].isFinal = candidates[taker].isFinal && (taker != before || after.map { isFinal($0) } ?? true)
    } else {
      candidates[index].isFinal = isSettled(time, Int(candidates[index].member)) && !mayBeDisplaced(index, period)
    }
  }

  private func isFinal(_ index: Int) -> Bool { candidates[index].isFinal }

  /// Whether a better candidate of the slot has lost it to one that may still lose it itself: then it would be back.
  private func mayBeDisplaced(_ index: Int, _ period: Milliseconds) -> Bool {
    [-1, 1].contains { step in
      var other = index + step
      while candidates.indices.contains(other), isNear(other, index, period / 2) {
        let candidate = candidates[other]
        if candidate.winner >= 0, candidate.winner != other, !candidate.isFinal { return true }
        other += step
      }
      return false
    }
  }

  private func isNear(_ other: Int, _ index: Int, _ reach: Milliseconds) -> Bool {
    abs(candidates[other].timestamp - candidates[index].timestamp) <= reach
  }

  /// The served candidate that has the slot, among its neighbours of other replicas.
  private func taker(
    _ index: Int, _ before: Int?, _ after: Int?, _ period: Milliseconds, isGivenUp: (_ member: Int) -> Bool
  ) -> Int? {
    let time = candidates[index].timestamp
    if let before {
      let distance = time - candidates[before].timestamp
      if distance < period / 2 || distance == 0 { return before }
    }
    guard let after else { return nil }
    if candidates[after].timestamp - time <= period / 2 { return after }
    guard let before, candidates[before].member == candidates[after].member,
      candidates[after].timestamp - candidates[before].timestamp < period + period / 2,
      !isGivenUp(Int(candidates[before].member))
    else { return nil }
    return before
  }

  /// The nearest better candidate of another replica that is served, within a period and a half.
  private func served(_ index: Int, by step: Int, _ period: Milliseconds) -> Int? {
    var other = index + step
    while candidates.indices.contains(other), isNear(other, index, period + period / 2) {
      if candidates[other].winner == other, candidates[other].member != candidates[index].member { return other }
      other += step
    }
    return nil
  }
}
