/// What became of the wish to cancel a query.
package enum QueryCancellation: Sendable, Equatable {
  /// It ends within the time that it takes to read a few series.
  case canceled
  /// No such query waits or runs.
  case unknown
  /// It is a rule's, and goes on: an alert that is not evaluated does not fire, and nobody would know why.
  case ofRule(group: String)
}
