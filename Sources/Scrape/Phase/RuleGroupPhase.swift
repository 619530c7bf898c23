import TimeSeries

/// When a rule group of a child runs, on our clock, and how much of it a scrape found.
struct RuleGroupPhase: Equatable, Sendable {
  /// Samples younger than this were made by the scrape itself: they say nothing of when rules run.
  private static let ageLeast: Milliseconds = 10
  /// A group that has not run for more intervals than these is not waited for.
  private static let stuckIntervals: Milliseconds = 3

  var interval: Milliseconds
  /// How far behind a multiple of the interval it runs.
  var offset: Milliseconds
  var lineCount: Int
  /// Lines that a later scrape would have found newer.
  var lateCount: Int

  init(interval: Milliseconds, offset: Milliseconds, lineCount: Int, lateCount: Int = 0) {
    self.interval = interval
    self.offset = offset
    self.lineCount = lineCount
    self.lateCount = lateCount
  }

  /// What a scrape that began at `start` found of a group; `nil` for one that tells nothing.
  ///
  /// - Parameter skew: how far the child's clock is ahead of ours.
  init?(_ group: RuleGroupSurvey.Group, at start: Timestamp, skew: Milliseconds) {
    let newest = group.newest - skew
    let age = start - newest
    guard age >= RuleGroupPhase.ageLeast, age < group.interval * RuleGroupPhase.stuckIntervals else { return nil }
    self.init(
      interval: group.interval, offset: newest.modulo(group.interval), lineCount: group.lineCount,
      lateCount: age >= group.interval ? group.lineCount : group.behindCount)
  }
}
