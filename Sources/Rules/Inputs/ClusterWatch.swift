/// What rules ask of the fleet: who is expected, and how far everyone has delivered.
package struct ClusterWatch: Sendable {
  /// The expected clusters.
  package var standings: @Sendable () -> [ClusterStanding]
  /// An event whenever one of them has delivered more, or is given up; ends with its reader.
  package var advances: @Sendable () -> AsyncStream<Void>

  package init(
    standings: @escaping @Sendable () -> [ClusterStanding], advances: @escaping @Sendable () -> AsyncStream<Void>
  ) {
    self.standings = standings
    self.advances = advances
  }

  /// No clusters: every group is evaluated on its plain interval.
  package static let none = ClusterWatch(standings: { [] }, advances: { AsyncStream { $0.finish() } })
}
