import TimeSeries

/// Holds back samples whose slots a better replica may still fill: the newest point never changes on refresh.
///
/// What still comes of a replica is of one of two kinds. Through the moment at which it is *closed* it ranks behind all that
/// there is. Behind that it ranks as the plan says for its time, or worse.
struct HeadBarrier {
  private let plan: SlotPlan
  /// For each member its number in the plan.
  private let order: [Int]
  private let members: ArraySlice<SampleColumns>
  private let twinCount: Int
  /// By number in the plan: through when it is closed.
  private let closed: [Timestamp]

  /// - Parameter twinCount: how many members behind the first have its timestamps, and no samples kept.
  init(_ plan: SlotPlan, _ order: [Int], _ members: ArraySlice<SampleColumns>, twinCount: Int) {
    self.plan = plan
    self.order = order
    self.members = members
    self.twinCount = twinCount
    var closed = plan.replicas.map(\.closedThrough)
    for member in members.indices {
      let times = HeadBarrier.columns(members, member, twinCount).timestamps
      if let newest = times.last { closed[order[member]] = max(newest, closed[order[member]]) }
    }
    self.closed = closed
  }

  private static func columns(_ members: ArraySlice<SampleColumns>, _ member: Int, _ twinCount: Int) -> SampleColumns {
    member > 0 && member <= twinCount ? members[members.startIndex] : members[member]
  }

  /// Through which time nothing is held back that did not come after the fact.
  var settledByAll: Timestamp { (closed.min() ?? .max).addingClamped(-plan.periodMax) }

  /// Whether nothing that may still come can take the slot of a sample.
  func isSettled(_ time: Timestamp, of member: Int) -> Bool {
    let own = order[member]
    let rank = plan.rank(own, at: time)
    if rank.isBest, plan.isConstant { return true }
    if rank.isAfterTheFact, rank.generation > plan.settledGeneration { return false }
    return plan.replicas.indices.allSatisfy { other in
      if other == own { return true }
      let hazard = hazard(from: other, at: time)
      let first = max(hazard.lowerBound, closed[other].addingClamped(1))
      return first > hazard.upperBound || plan.ranksBehind(rank, other, in: first...hazard.upperBound)
    }
  }

  /// Where a sample of another replica takes the slot of one at `time`: within half a period of it, and where it makes a
  /// pair with one before so close that there is no slot between them.
  private func hazard(from other: Int, at time: Timestamp) -> ClosedRange<Timestamp> {
    let period = plan.period(at: time)
    let reach = period / 2
    let near = time.addingClamped(-reach)...time.addingClamped(reach)
    if period == 0 || plan.replicas[other].isGivenUp(at: time) { return near }
    if closed[other] < near.lowerBound { return time.addingClamped(-period)...time.addingClamped(period) }
    guard let before = newest(of: other, through: near.lowerBound), time - before <= period else { return near }
    return near.lowerBound...max(near.upperBound, before + period + reach)
  }

  /// The replica's newest sample through a moment.
  private func newest(of other: Int, through time: Timestamp) -> Timestamp? {
    guard let member = order.firstIndex(of: other) else { return nil }
    let times = HeadBarrier.columns(members, member, twinCount).timestamps
    let end = times.firstIndex(atLeast: time.addingClamped(1))
    return end > 0 ? times[end - 1] : nil
  }
}
