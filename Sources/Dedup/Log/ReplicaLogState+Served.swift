import TimeSeries

extension ReplicaLogState {
  /// See ``ReplicaLog/servedThrough(of:delivered:)``. The rule of ``HeadBarrier``, for a cluster instead of a series: the
  /// least over the sets of replicas that have series in common.
  func servedThrough(of cluster: String, delivered: [String: Timestamp]) -> Timestamp? {
    guard let cluster = clusterPlaces[cluster], let latest = delivered.values.max() else { return nil }
    let ranked = ranked(cluster, at: latest)
    let sets = families.holderSets(of: cluster)
    return (sets.isEmpty ? [.max] : sets).compactMap { served(ranked, $0, delivered) }.min()
  }

  /// - Parameters:
  ///   - ranked: the places of the cluster's replicas, best first.
  ///   - holders: which of them have the series.
  private func served(_ ranked: [Int], _ holders: UInt32, _ delivered: [String: Timestamp]) -> Timestamp? {
    var served: Timestamp?
    for (position, place) in ranked.enumerated() where facts.replicas[place].bit & holders != 0 {
      guard var through = delivered[facts.replicas[place].name] else { continue }
      for better in ranked[..<position] { through = min(through, closedThrough(better, holders, delivered)) }
      served = max(served ?? .min, through)
    }
    return served
  }

  private func closedThrough(_ place: Int, _ holders: UInt32, _ delivered: [String: Timestamp]) -> Timestamp {
    let replica = facts.replicas[place]
    guard replica.promised > .min else { return .max }
    let brings = replica.bit & holders != 0
    // Also the half of a slot behind must be over.
    let absence = SlotPlanner.absenceDelayLeast + facts.clusters[replica.cluster].periodMax / 2
    let through = brings ? delivered[replica.name] ?? replica.newest : replica.newest.addingClamped(-absence)
    guard let stretch = replica.givenUp, replica.promised < stretch.from else { return through }
    return max(through, stretch.through)
  }

  /// The places of a cluster's replicas, best first.
  private func ranked(_ cluster: Int, at time: Timestamp) -> [Int] {
    let facts = facts.clusters[cluster]
    let primary = facts.primary(at: time)
    let period = facts.period
    let ranks = facts.replicas.enumerated().map { order, place -> (rank: SlotRank, place: Int) in
      let replica = self.facts.replicas[place]
      if let open = replica.openStretch, time <= open.end(period) { return (rank: SlotRank.last, place: place) }
      let worst = replica.demotions.filter { $0.from <= time && time <= $0.end(period) }
        .max { SlotRank.isWorse($1, than: $0) }
      return (rank: SlotRank(demotion: worst, isPrimary: place == primary, nameOrder: order), place: place)
    }
    return ranks.sorted { $0.rank < $1.rank }.map(\.place)
  }
}
