package import TimeSeries

/// For how long the known targets outlive an answer that lists none: a discovery that restarts must not take a whole fleet
/// with it.
package enum EmptyGrace {
  /// Unless `empty_grace` says otherwise.
  package static let standard: Milliseconds = 300_000
}
