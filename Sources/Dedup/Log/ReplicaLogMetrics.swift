import Telemetry

/// What the log counts.
struct ReplicaLogMetrics: Sendable {
  private let slots: Labelled<Counter>
  private let divergence: Labelled<Gauge>

  init(_ registry: Registry) {
    slots = registry.counters(
      "iapetus_dedup_slots_total",
      "Slots of each cluster, by the replica that serves them. A slot is one period of most of the cluster's series in "
        + "which a replica delivered; it is counted once, when it is settled.",
      labels: ["cluster", "source"])
    divergence = registry.gauges(
      "iapetus_replica_divergence_ratio",
      "How far the replicas of each cluster differ in slots that several have: the mean of |a-b| / max(|a|,|b|) over all "
        + "series, of very many over every eighth; a body that could be compared weighs nine tenths of the next one.",
      labels: ["cluster"])
  }

  func setDivergence(_ ratio: Double, of cluster: String) { divergence[cluster].set(ratio) }

  func count(_ counts: SlotCounts) {
    for (source, count) in counts.bySource { self.count(source, of: counts.cluster, count) }
  }

  func count(_ source: SlotSource, of cluster: String, _ count: Int) {
    if count > 0 { slots[cluster, source.rawValue].add(count) }
  }
}
