/// Which replica of which cluster.
package struct ReplicaName: Hashable, Sendable {
  package var cluster: String
  package var replica: String

  package init(cluster: String, replica: String) {
    self.cluster = cluster
    self.replica = replica
  }
}
