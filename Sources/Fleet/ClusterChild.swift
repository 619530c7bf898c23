/// A child as a member of its cluster.
package struct ClusterChild: Sendable {
  /// Tells the child from all others of this process.
  package var id: ObjectIdentifier
  /// Values of the replica labels; empty for a child that has no twin.
  package var replica: String
  package var url: String
  /// Whether its series carry its cluster's name in the label `cluster`.
  package var isLabelled: Bool
  /// Whether it pushes, so that nobody can say of it that a scrape failed: its silence tells.
  package var isPushed: Bool

  package init(id: ObjectIdentifier, replica: String, url: String, isLabelled: Bool = true, isPushed: Bool = false) {
    self.id = id
    self.replica = replica
    self.url = url
    self.isLabelled = isLabelled
    self.isPushed = isPushed
  }
}
