import Threads
package import TimeSeries

extension ClusterBook {
  /// All samples of the cluster with timestamps up to this one have been delivered by at least one replica; `nil` if the
  /// cluster has never delivered.
  package func deliveredThrough(_ cluster: String) -> Timestamp? {
    state.withLock { $0.clusters[cluster]?.deliveredThrough }
  }

  /// The timestamp through which every expected cluster has delivered that is not dark.
  ///
  /// - Parameter clusters: those that count; `nil` for all.
  /// - Returns: `nil` if there is nobody to wait for; `Timestamp.min` while one has not delivered yet and may do so.
  package func watermark(of clusters: Set<String>? = nil) -> Timestamp? {
    state.withLock { state in
      var watermark: Timestamp?
      for cluster in state.clusters.values where !cluster.isDark && state.expectation(cluster.name) != .unexpected {
        if let clusters, !clusters.contains(cluster.name) { continue }
        watermark = min(watermark ?? .max, cluster.deliveredThrough ?? .min)
      }
      return watermark
    }
  }

  /// An event after each delivery and each change of a cluster's darkness, until the reader ends. Events that come while
  /// the reader is busy are one.
  package func advances() -> AsyncStream<Void> { subscribers.subscribe() }
}
