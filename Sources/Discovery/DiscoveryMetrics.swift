package import Telemetry

/// What the room measures of itself: one for all who discover.
package final class DiscoveryMetrics: Sendable {
  let discoveredTargets: Labelled<Gauge>
  let updates: Labelled<Counter>
  let fileReadErrors: Counter
  let refreshFailures: Labelled<Counter>
  let refreshDuration: Labelled<Distribution>

  package init(_ registry: Registry) {
    discoveredTargets = registry.gauges(
      "prometheus_sd_discovered_targets", "Current number of discovered targets.", labels: ["name", "config"])
    updates = registry.counters(
      "prometheus_sd_updates_total", "Total number of update events sent to the SD consumers.", labels: ["name"])
    fileReadErrors = registry.counter("prometheus_sd_file_read_errors_total", "The number of File-SD read errors.")
    refreshFailures = registry.counters(
      "prometheus_sd_refresh_failures_total", "Number of refresh failures for the given SD mechanism.",
      labels: ["mechanism", "config"])
    refreshDuration = registry.distributions(
      "prometheus_sd_refresh_duration_seconds", "The duration of a refresh in seconds for the given SD mechanism.",
      labels: ["mechanism", "config"], bounds: [])
  }
}
