import Storage
import Threads
import TimeSeries

/// One selection by what the log knows.
///
/// The log is read before the samples are selected and after: before, because who is given up must not be newer than the
/// samples; after, because every sample that was selected must have the rank that it was stored with.
struct PlannedSelect {
  /// Unless a series has a longer period, this much is selected beyond the range at most.
  private static let marginMax: Milliseconds = 600_000
  /// How often it is selected again because a replica has begun to bring series meanwhile.
  private static let attemptsMax = 8

  let view: DedupView
  let log: ReplicaLog
  let matchers: [LabelMatcher]
  let range: SelectRange

  func select() throws(StorageError) -> any SeriesSelection {
    let before = log.facts
    // Fast path: an instant query at the present, nothing special going on.
    if range.newestOnly, before.newest <= range.through, let newest = try newest(before) { return newest }
    return try all(before)
  }

  /// All samples of the range, and what decides about them.
  func all(_ known: LogFacts) throws(StorageError) -> any SeriesSelection {
    var before = known
    var margin = min(4 * before.periodMax, PlannedSelect.marginMax)
    var attempt = 0
    while true {
      attempt += 1
      let wanted = SelectRange(
        from: range.from.addingClamped(-margin), through: through(range.through.addingClamped(margin), before))
      let base = try view.base.select(matchers, wanted)
      guard let plans = plans(base, before, wanted.from...max(wanted.from, wanted.through)) else {
        return margin == 0 ? base : try view.base.select(matchers, range)
      }
      let needed = plans.margin
      if needed <= margin, plans.areCurrent || attempt == PlannedSelect.attemptsMax {
        return plans.selection(of: base, range: range.from...max(range.from, range.through))
      }
      (margin, before) = (max(needed, margin), log.facts)
    }
  }

  /// With the newest samples where they tell that nothing more can come before them: each window knows as much.
  private func through(_ end: Timestamp, _ facts: LogFacts) -> Timestamp {
    let edge = end.addingClamped(facts.periodMax + SlotPlanner.lagMax)
    return max(end, facts.replicas.lazy.map(\.newest).filter { $0 < edge }.max() ?? end)
  }

  /// Only the newest sample of each replica; `nil` if that may not be enough.
  private func newest(_ before: LogFacts) throws(StorageError) -> (any SeriesSelection)? {
    // With all that the slots of the newest samples reach.
    let reach = 2 * before.periodMax
    let from = range.from.addingClamped(-reach)
    let base = try view.base.select(
      matchers, SelectRange(from: from, through: range.through, newestOnly: true))
    guard let plans = plans(base, before, from...max(from, range.through.addingClamped(reach))) else {
      return reach == 0 ? base : try view.base.select(matchers, range)
    }
    guard plans.areConstant, plans.areCurrent else { return nil }
    let whole = PlannedSelect(
      view: view, log: log, matchers: matchers, range: SelectRange(from: range.from, through: range.through))
    return plans.selection(
      of: base, range: range.from...max(range.from, range.through), whole: WholeSelection { try whole.select() })
  }

  private func plans(
    _ base: any SeriesSelection, _ before: LogFacts, _ range: ClosedRange<Timestamp>
  ) -> PlannedGroups? {
    guard let groups = ReplicaGroups(base, view.removal) else { return nil }
    return log.state.withLock { state in
      let wanted = self.range.from...max(self.range.from, self.range.through)
      var planner = SlotPlanner(
        before: before, after: state.facts, families: state.families, range, wanted: wanted)
      var plans = PlannedGroups(groups, ids: base.ids, &planner)
      plans.areCurrent = before.membershipChanges == state.facts.membershipChanges
      return plans
    }
  }
}
