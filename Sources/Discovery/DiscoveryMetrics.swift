import Telemetry

/// What the room measures of itself.
final class DiscoveryMetrics: Sendable {
  let discoveredTargets: Labelled<Gauge>
  let updates: Labelled<Counter>
  let fileReadErrors: Counter

  init(_ registry: Registry) {
    discoveredTargets = registry.gauges(
      "prometheus_sd_discovered_targets", "Current number of discovered targets.", labels: ["name", "config"])
    updates = registry.counters(
      "prometheus_sd_updates_total", "Total number of update events sent to the SD consumers.", labels: ["name"])
    fileReadErrors = registry.counter("prometheus_sd_file_read_errors_total", "The number of File-SD read errors.")
  }
}
