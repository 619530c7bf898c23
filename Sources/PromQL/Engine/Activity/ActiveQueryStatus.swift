/// A query that waits or runs, at one moment.
package struct ActiveQueryStatus: Sendable {
  package enum State: String, Sendable {
    /// Waits for its turn.
    case queued
    case running
  }

  package var description: QueryDescription
  package var state: State
  /// Since it arrived.
  package var seconds: Double
  package var usage: QueryUsage
}
