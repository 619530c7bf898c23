import Threads

/// How many scrapes each child has missed in a row, by cluster: a cluster is dark when all its children have missed enough.
final class ClusterHealth: Sendable {
  private let missed = Locked<[String: [ObjectIdentifier: Int]]>([:])

  /// Notes what a child has missed in a row; 0 after it delivered.
  func note(_ missedInARow: Int, by child: ObjectIdentifier, of cluster: String) {
    missed.withLock { $0[cluster, default: [:]][child] = missedInARow }
  }

  func forget(_ child: ObjectIdentifier, of cluster: String) {
    missed.withLock { missed in
      missed[cluster]?[child] = nil
      if missed[cluster]?.isEmpty == true { missed[cluster] = nil }
    }
  }

  func isDark(_ cluster: String, after count: Int) -> Bool {
    missed.withLock { $0[cluster]?.values.allSatisfy { $0 >= count } ?? false }
  }
}
