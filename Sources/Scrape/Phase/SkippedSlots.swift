import TimeSeries

/// How many slots a child has left out: evaluations of its rule groups that never came, though it was asked in time.
struct SkippedSlots: Sendable {
  private var before: [RuleGroupSurvey.Group] = []
  private(set) var count = 0

  /// Takes note of the groups of a body.
  ///
  /// - Parameter wasAsked: whether no scrape was missed since the body before; else the slots may be our own loss.
  /// - Returns: how many slots were left out since.
  mutating func note(_ groups: [RuleGroupSurvey.Group], wasAsked: Bool) -> Int {
    let skipped = wasAsked ? groups.reduce(0) { $0 + slots(leftOutBy: $1) } : 0
    before = groups
    count += skipped
    return skipped
  }

  /// A group that goes on after a step of several of its intervals.
  private func slots(leftOutBy group: RuleGroupSurvey.Group) -> Int {
    let origin = group.newest - group.interval
    let predecessor = before.filter { $0.newest == origin && group.interval % $0.interval == 0 }.map(\.interval).min()
    return predecessor.map { Int(group.interval / $0) - 1 } ?? 0
  }
}
