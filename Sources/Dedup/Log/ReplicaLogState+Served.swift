import TimeSeries

extension ReplicaLogState {
  /// See ``ReplicaLog/servedThrough(of:delivered:)``. The rule of ``HeadBarrier``, for a cluster instead of a series.
  func servedThrough(of cluster: String, delivered: [String: Timestamp]) -> Timestamp? {
    guard let cluster = clusterPlaces[cluster], let latest = delivered.values.max() else { return nil }
    let ranked = ranked(cluster, at: latest)
    var served: Timestamp?
    for (position, place) in ranked.enumerated() {
      let replica = facts.replicas[place]
      guard var through = delivered[replica.name] else { continue }
      for better in ranked[..<position].map({ facts.replicas[$0] }) where better.givenUp < replica.newest {
        through = min(through, max(delivered[better.name] ?? better.newest, better.givenUp))
      }
      served = max(served ?? .min, through)
    }
    return served
  }

  /// The places of a cluster's replicas, best first.
  private func ranked(_ cluster: Int, at time: Timestamp) -> [Int] {
    let facts = facts.clusters[cluster]
    let primary = facts.primary(at: time)
    let period = facts.period
    let ranks = facts.replicas.enumerated().map { order, place in
      let worst = self.facts.replicas[place].demotions.filter { $0.from <= time && time <= $0.end(period) }
        .max { SlotRank.isWorse($1, than: $0) }
      return (rank: SlotRank(demotion: worst, isPrimary: place == primary, nameOrder: order), place: place)
    }
    return ranks.sorted { $0.rank < $1.rank }.map(\.place)
  }
}
