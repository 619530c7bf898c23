package import TimeSeries

/// What a single request may change.
package struct QueryOptions: Sendable {
  /// Overrides the server's lookback.
  package var lookback: Milliseconds?
  /// Shortens the server's timeout; never lengthens it.
  package var timeout: Milliseconds?
  package var wantsStatisticsPerStep = false
  /// To be told what each part of the query does.
  package var explanation: QueryExplanation?

  package init() {}
}
