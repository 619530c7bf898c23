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
    for index in candidates.indices.sorted(by: { (candidates[$0].rank, $0) < (candidates[$1].rank, $1) }) {
      decide(index, order, plan, isSettled)
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

  /// Decides about a candidate when all better ones are decided. What is final then stays, whatever comes: it is served,
  /// nothing better can come, and all better ones near it are out for good; or one that is served for good has its slot.
  private mutating func decide(
    _ index: Int, _ order: [Int], _ plan: SlotPlan, _ isSettled: (Timestamp, _ member: Int) -> Bool
  ) {
    let time = candidates[index].timestamp
    let period = plan.period(at: time)
    let isGivenUp = { (member: Int) in plan.replicas[order[member]].isGivenUp(at: time) }
    if let taker = taker(index, period, isGivenUp, { $0.winner == $1 }) {
      candidates[index].winner = Int32(truncatingIfNeeded: taker.winner)
      candidates[index].isFinal = taker.isFinal
    } else {
      candidates[index].winner = Int32(truncatingIfNeeded: index)
      // Nor may a better one be back that has lost its slot to one that may still lose it itself.
      candidates[index].isFinal =
        isSettled(time, Int(candidates[index].member))
        && taker(index, period, isGivenUp, { $0.winner == $1 || ($0.winner >= 0 && !$0.isFinal) }) == nil
    }
  }

  /// Who has the slot of a candidate, among those that count, preferably for good: one within half a period, or two of one
  /// replica before and behind it, so close that there is no slot between them, unless it had been given up there.
  private func taker(
    _ index: Int, _ period: Milliseconds, _ isGivenUp: (_ member: Int) -> Bool, _ counts: (Candidate, Int32) -> Bool
  ) -> (winner: Int, isFinal: Bool)? {
    nearTaker(index, period / 2, counts) ?? pairTaker(index, period, isGivenUp, counts)
  }

  private func nearTaker(
    _ index: Int, _ reach: Milliseconds, _ counts: (Candidate, Int32) -> Bool
  ) -> (winner: Int, isFinal: Bool)? {
    var found: Int?
    for step in [-1, 1] {
      _ = isAny(from: index, by: step, within: reach) { other in
        let distance = candidates[index].timestamp - candidates[other].timestamp
        guard counts(candidates[other], Int32(truncatingIfNeeded: other)), distance < reach || distance == 0 else {
          return false
        }
        if found == nil || candidates[other].isFinal { found = other }
        return candidates[other].isFinal
      }
    }
    return found.map { ($0, candidates[$0].isFinal) }
  }

  private func pairTaker(
    _ index: Int, _ period: Milliseconds, _ isGivenUp: (_ member: Int) -> Bool, _ counts: (Candidate, Int32) -> Bool
  ) -> (winner: Int, isFinal: Bool)? {
    var found: (winner: Int, isFinal: Bool)?
    _ = isAny(from: index, by: -1, within: period) { before in
      guard counts(candidates[before], Int32(truncatingIfNeeded: before)) else { return false }
      let end = candidates[before].timestamp + period + period / 2
      return isAny(from: index, by: 1, within: period) { after in
        guard counts(candidates[after], Int32(truncatingIfNeeded: after)),
          candidates[after].member == candidates[before].member, candidates[after].timestamp < end,
          !isGivenUp(Int(candidates[before].member))
        else { return false }
        let isFinal = candidates[before].isFinal && candidates[after].isFinal
        if found == nil || isFinal { found = (before, isFinal) }
        return isFinal
      }
    }
    return found
  }

  /// Whether the body says so for any candidate of another replica, nearest first.
  private func isAny(
    from index: Int, by step: Int, within reach: Milliseconds, _ body: (Int) -> Bool
  ) -> Bool {
    let (time, member) = (candidates[index].timestamp, candidates[index].member)
    var other = index + step
    while candidates.indices.contains(other), abs(candidates[other].timestamp - time) <= reach {
      if candidates[other].member != member, body(other) { return true }
      other += step
    }
    return false
  }
}
