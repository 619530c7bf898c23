package import TimeSeries

/// How many series a cluster may hold, and what happens to those beyond: the `series_budget` of a scrape job.
package struct BudgetPolicy: Sendable, Equatable {
  package enum Mode: String, Sendable, CaseIterable {
    /// Newcomers beyond the limit are refused, everything else is stored.
    case enforce
    /// Nothing is refused; what would be is counted and shown.
    case observe
    /// A body with more series than the limit fails as a whole, as with Prometheus's `sample_limit`.
    case reject
  }

  package static let idleReleaseDefault: Milliseconds = 3_600_000
  package static let loweringGraceDefault: Milliseconds = 600_000
  package static let linesPerSeriesDefault = 4

  /// Series per cluster, replicas counted once; `nil` counts without ever refusing.
  package var limit: Int?
  package var mode: Mode
  /// Selectors of series that are admitted before others; a series has priority if it matches all matchers of one.
  package var priority: [[LabelMatcher]]
  /// How many series may be new in an hour, on average; `nil` is any number.
  package var newSeriesPerHour: Int?
  /// After how long without samples a series gives its slot back.
  package var idleRelease: Milliseconds
  /// How long a cluster may stay above a lowered limit before series are evicted.
  package var loweringGrace: Milliseconds
  /// How many lines a body may have for each series of the limit, before any of them is looked at.
  package var linesPerSeries: Int

  package init(
    limit: Int? = nil, mode: Mode = .enforce, priority: [[LabelMatcher]] = [], newSeriesPerHour: Int? = nil,
    idleRelease: Milliseconds = idleReleaseDefault, loweringGrace: Milliseconds = loweringGraceDefault,
    linesPerSeries: Int = linesPerSeriesDefault
  ) {
    self.limit = limit
    self.mode = mode
    self.priority = priority
    self.newSeriesPerHour = newSeriesPerHour
    self.idleRelease = idleRelease
    self.loweringGrace = loweringGrace
    self.linesPerSeries = linesPerSeries
  }

  /// Counts and refuses nothing.
  package static let unlimited = BudgetPolicy()

  /// The guard before any series is looked at: a body of more lines fails. `nil` without a limit.
  package var linesMax: Int? {
    guard let limit, mode != .observe else { return nil }
    let (lines, overflow) = limit.multipliedReportingOverflow(by: linesPerSeries)
    return overflow ? nil : max(lines, BudgetPolicy.linesMaxLeast)
  }

  /// A tiny budget must not fail a body for its comments and its synthetic neighbours.
  private static let linesMaxLeast = 100
}
