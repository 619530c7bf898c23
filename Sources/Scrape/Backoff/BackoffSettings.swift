package import TimeSeries

/// How far a child that suffers is spared: `scrape_backoff`.
package struct BackoffSettings: Sendable, Equatable {
  /// So many scrapes in a row must show that it suffers.
  package var after = 3
  /// The longest time between two scrapes of it, and the longest that it can ask for; 0 spares nobody.
  package var max: Milliseconds = 120_000

  package init() {}
}
