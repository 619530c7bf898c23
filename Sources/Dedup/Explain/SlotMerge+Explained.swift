import TimeSeries

extension SlotMerge {
  /// For each slot of a range, in time order, whose sample is served and why. Of a merge that was begun as one to be
  /// explained, and is finished.
  ///
  /// - Parameter isRanked: whether the ranks are the log's.
  func explainedSlots(in range: ClosedRange<Timestamp>, isRanked: Bool) -> [ExplainedSlot] {
    guard let candidates = explainedMerge?.candidates, let plan else { return [] }
    var slots: [ExplainedSlot] = []
    var losers: [Int32: [RankedMerge.Candidate]] = [:]
    for (index, candidate) in candidates.enumerated() where candidate.winner != index {
      losers[candidate.winner, default: []].append(candidate)
    }
    var row = 0
    for (index, candidate) in candidates.enumerated() where candidate.winner == index {
      let isServed =
        row < rows.count && rows.members[row] == candidate.member && rows.rows[row] == candidate.row
      if isServed { row += 1 }
      guard range.contains(candidate.timestamp) else { continue }
      let rejected = losers[Int32(truncatingIfNeeded: index)] ?? []
      if !isServed, let last = slots.indices.last, slots[last].best.timestamp == candidate.timestamp {
        // Two have won at one time, and the first, which is better, is served.
        slots[last].rejected += ([candidate] + rejected).map { sample(of: $0, plan, isRanked: isRanked) }
      } else {
        slots.append(slot(of: candidate, rejected, plan, isServed: isServed, isRanked: isRanked))
      }
    }
    return slots
  }

  private func slot(
    of winner: RankedMerge.Candidate, _ rejected: [RankedMerge.Candidate], _ plan: SlotPlan, isServed: Bool,
    isRanked: Bool
  ) -> ExplainedSlot {
    let best = sample(of: winner, plan, isRanked: isRanked)
    let primary = plan.primary(at: winner.timestamp)
    let others = rejected.sorted { $0.rank < $1.rank }
    let ofPrimary = others.first { order[Int($0.member)] == primary }
    let reason = SlotReason(
      best.standing, primary: ofPrimary.map { sample(of: $0, plan, isRanked: isRanked).standing })
    return ExplainedSlot(
      best: best, reason: isServed ? reason : .heldBack,
      rejected: others.map { sample(of: $0, plan, isRanked: isRanked) })
  }

  private func sample(
    of candidate: RankedMerge.Candidate, _ plan: SlotPlan, isRanked: Bool
  ) -> ExplainedSlot.Sample {
    let (columns, row) = (members[Int(candidate.member)], Int(candidate.row))
    let number = order[Int(candidate.member)]
    return ExplainedSlot.Sample(
      replica: plan.replicas[number].name, timestamp: candidate.timestamp, value: columns.values[row],
      histogram: columns.histogram(at: row),
      standing: isRanked ? plan.standing(number, at: candidate.timestamp) : .unranked)
  }
}

extension SlotPlan {
  /// ``rank(_:at:)`` in a word.
  func standing(_ replica: Int, at time: Timestamp) -> ReplicaStanding {
    ReplicaStanding(replicas[replica].demotion(at: time)?.reason, isPrimary: primary(at: time) == replica)
  }

  /// The plan for replicas that the log knows nothing of: equal times are a slot, and the first is the best.
  static func unranked(_ names: [String]) -> SlotPlan {
    SlotPlan(
      replicas: names.map { Replica(name: $0, demotions: [], closedThrough: .max) },
      memberCount: names.count, nameOrder: Array(names.indices), primaries: [Primary(from: .min, replica: 0)],
      periods: [], selectedFrom: .min)
  }
}
