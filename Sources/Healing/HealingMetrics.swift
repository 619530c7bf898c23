import Telemetry

/// What healing counts.
struct HealingMetrics: Sendable {
  let requests: Labelled<Counter>
  let failures: Labelled<Counter>
  let samples: Labelled<Counter>
  let gaps: Labelled<Counter>
  let refusedSeries: Counter
  let unsupported: Counter

  init(_ registry: Registry, openGaps: @escaping @Sendable () -> Int) {
    requests = registry.counters(
      "iapetus_healing_requests_total",
      "Requests to children for samples that were missed, by the way and what came of it.",
      labels: ["route", "result"])
    failures = registry.counters(
      "iapetus_healing_failures_total", "Slices of gaps that could not be healed at once; they are tried again.",
      labels: ["reason"])
    samples = registry.counters(
      "iapetus_healing_samples_total", "Samples that were missed and have been fetched later.", labels: ["cluster"])
    gaps = registry.counters(
      "iapetus_healing_gaps_total", "Gaps that have been closed: healed, or let go because they were too old.",
      labels: ["outcome"])
    refusedSeries = registry.counter(
      "iapetus_healing_refused_series_total",
      "Series in children's answers that were not stored: over budget, of another identity, or not asked for.")
    unsupported = registry.counter(
      "iapetus_healing_unsupported_total",
      "Chunks and samples of native histograms in children's answers; federation as text brings none either.")
    registry.collect("iapetus_healing_open_gaps", "Gaps that are not healed yet.", .gauge) {
      [.init(value: Double(openGaps()))]
    }
  }
}
