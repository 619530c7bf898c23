import TimeSeries

/// Holds back samples whose slots a better replica may still fill: the newest point never changes on refresh.
struct HeadBarrier {
  private let plan: SlotPlan
  /// For each member its number in the plan.
  private let order: [Int]
  /// By number in the plan: through which time nothing more can come of the replica.
  private let settled: [Timestamp]

  /// - Parameter twinCount: how many members behind the first have its timestamps, and no samples kept.
  init(_ plan: SlotPlan, _ order: [Int], _ members: ArraySlice<SampleColumns>, twinCount: Int) {
    self.plan = plan
    self.order = order
    var settled = plan.replicas.map(\.settled)
    for (member, columns) in members.enumerated() {
      let samples = member > 0 && member <= twinCount ? members[members.startIndex] : columns
      if let newest = samples.timestamps.last { settled[order[member]] = max(newest, settled[order[member]]) }
    }
    self.settled = settled
  }

  /// Through which time nothing is held back, whatever the ranks.
  var settledByAll: Timestamp { settled.min() ?? .max }

  /// Whether no better replica may still fill the slot of a sample: each has settled, or whatever it delivers will rank
  /// behind.
  func isSettled(_ time: Timestamp, of member: Int) -> Bool {
    let own = order[member]
    let rank = plan.rank(own, at: time)
    // What was healed is what no replica had filled when it had gone on: how far the selection reaches does not matter.
    let isHealed = plan.replicas[own].demotion(at: time)?.reason == .healed
    return plan.replicas.indices.allSatisfy { other in
      other == own || settled[other] >= time || (isHealed && plan.replicas[other].newest >= time)
        || ranksBehind(other, rank, at: time)
    }
  }

  /// Whether all that may still come of a replica into the slot of a sample has a worse rank than the sample.
  private func ranksBehind(_ other: Int, _ rank: SlotRank, at time: Timestamp) -> Bool {
    let reach = plan.period(at: time) / 2
    let first = max(time.addingClamped(-reach), min(time, settled[other].addingClamped(1)))
    return plan.rankChanges(of: other, in: first...time.addingClamped(reach)).allSatisfy {
      rankToCome(of: other, at: $0) > rank
    }
  }

  /// One that is given up ranks behind in the stretch that says so; what comes of the time before it is a straggler.
  private func rankToCome(of other: Int, at time: Timestamp) -> SlotRank {
    let replica = plan.replicas[other]
    let isStraggler = time <= replica.givenUp && !replica.isGivenUp(at: time)
    return isStraggler ? plan.stragglerRank(other, at: time) : plan.rank(other, at: time)
  }
}
