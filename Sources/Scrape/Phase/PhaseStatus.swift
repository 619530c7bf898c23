package import TimeSeries

/// When within its interval a child is scraped, as people see it.
package struct PhaseStatus: Sendable, Equatable {
  /// Of its ticks behind a multiple of the interval.
  package var offset: Milliseconds
  /// `spread`, `moved`, `following` or `resting`.
  package var stage: String

  package init(offset: Milliseconds, stage: String) {
    self.offset = offset
    self.stage = stage
  }
}
