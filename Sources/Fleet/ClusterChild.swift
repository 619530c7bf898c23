/// A child as a member of its cluster.
package struct ClusterChild: Sendable {
  /// Tells the child from all others of this process.
  package var id: ObjectIdentifier
  /// Values of the replica labels; empty for a child that has no twin.
  package var replica: String
  package var url: String
  /// Whether its series carry its cluster's name in the label `cluster`.
  package var isLabelled: Bool

  package init(id: ObjectIdentifier, replica: String, url: String, isLabelled: Bool = true) {
    self.id = id
    self.replica = replica
    self.url = url
    self.isLabelled = isLabelled
  }
}
