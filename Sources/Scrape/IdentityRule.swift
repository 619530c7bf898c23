import TimeSeries

/// How a child's identity is read: from its target's labels, else from what it delivers.
struct IdentityRule: Sendable {
  let replicaLabels: [String]

  /// The identity that `labels` say; `nil` without a cluster label.
  func identity(_ labels: Labels) -> Identity? {
    let cluster = labels[LabelName.cluster]
    guard !cluster.isEmpty else { return nil }
    let replicas = replicaLabels.map { labels[$0] }.filter { !$0.isEmpty }
    return Identity(cluster: cluster, replica: replicas.joined(separator: "/"))
  }

  /// The identity that more than half of the series have; `nil` if none has.
  ///
  /// A child that brings the series of many clusters, each in the minority, speaks for none of them.
  func identity(ofMost series: some Collection<Labels>) -> Identity? {
    var counts: [Identity: Int] = [:]
    for labels in series {
      guard let identity = identity(labels) else { continue }
      counts[identity, default: 0] += 1
    }
    return counts.first { $0.value * 2 > series.count }?.key
  }
}
