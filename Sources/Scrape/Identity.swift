/// Who a child is among the fleet: which cluster it speaks for, and which replica of it.
struct Identity: Hashable, Sendable, CustomStringConvertible {
  var cluster: String
  /// Values of the replica labels, joined where there are several; empty for a child that has no twin.
  var replica: String

  var description: String { "cluster \"\(cluster)\" replica \"\(replica)\"" }
}
