/// A query that has ended, with an answer or without.
package struct FinishedQuery: Sendable {
  package var description: QueryDescription
  /// Since it arrived, waiting included.
  package var seconds: Double
  /// What was used until the end; parts that were not reached took no time.
  package var statistics: QueryStatistics
  package var error: QueryError?
}
