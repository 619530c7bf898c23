/// What rules ask of the fleet: who is expected, and how far everyone has delivered.
package struct ClusterWatch: Sendable {
  /// The expected clusters whose series carry their name.
  package var standings: @Sendable () -> [ClusterStanding]
  /// Has a closure called whenever one of them has delivered more, or is given up.
  package var onAdvance: @Sendable (@escaping @Sendable () -> Void) -> Void

  package init(
    standings: @escaping @Sendable () -> [ClusterStanding],
    onAdvance: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
  ) {
    self.standings = standings
    self.onAdvance = onAdvance
  }

  /// No clusters: every group is evaluated on its plain interval.
  package static let none = ClusterWatch(standings: { [] }, onAdvance: { _ in })
}
