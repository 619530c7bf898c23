/// Why a query has no answer.
package struct QueryError: Error, Sendable, CustomStringConvertible {
  /// How the HTTP API classes it.
  package enum Reason: String, Sendable, CaseIterable {
    /// The text is no query, or not one of this kind.
    case badData = "bad_data"
    case execution
    case canceled
    case timeout
    /// Too many wait already.
    case overloaded
    /// Storage could not read.
    case storage = "internal"
  }

  package let reason: Reason
  /// Prometheus's text.
  package let description: String

  package init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}
