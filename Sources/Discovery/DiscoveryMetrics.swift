package import Telemetry

/// What the room measures of itself: one for all who discover.
package final class DiscoveryMetrics: Sendable {
  let discoveredTargets: Labelled<Gauge>
  let updates: Labelled<Counter>
  let receivedUpdates: Labelled<Counter>
  /// In seconds since 1970.
  let lastUpdate: Labelled<Gauge>
  let fileReadErrors: Counter
  let fileScanDuration: Distribution
  /// By path, in seconds since 1970.
  let fileModified: Labelled<Gauge>
  let kubernetes: KubernetesMetrics
  private let refreshFailures: Labelled<Counter>
  private let refreshDuration: Labelled<Distribution>
  private let heldAnswers: Labelled<Counter>
  private let httpFailures: Counter
  private let dnsLookups: Counter
  private let dnsLookupFailures: Counter

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
    heldAnswers = registry.counters(
      "iapetus_sd_empty_answers_held_total",
      "Answers without any target that were not believed yet, by SD mechanism: the known targets stay for empty_grace.",
      labels: ["mechanism", "config"])
    httpFailures = registry.counter(
      "prometheus_sd_http_failures_total", "Number of HTTP service discovery refresh failures.")
    dnsLookups = registry.counter("prometheus_sd_dns_lookups_total", "The number of DNS-SD lookups.")
    dnsLookupFailures = registry.counter(
      "prometheus_sd_dns_lookup_failures_total", "The number of DNS-SD lookup failures.")
    kubernetes = KubernetesMetrics(registry)
    fileScanDuration = registry.distribution(
      "prometheus_sd_file_scan_duration_seconds", "The duration of the File-SD scan in seconds.", bounds: [])
    fileModified = registry.gauges(
      "prometheus_sd_file_mtime_seconds", "Timestamp (mtime) of files read by FileSD.", labels: ["filename"])
    receivedUpdates = registry.counters(
      "prometheus_sd_received_updates_total", "Total number of update events received from the SD providers.",
      labels: ["name"])
    lastUpdate = registry.gauges(
      "prometheus_sd_last_update_timestamp_seconds", "Timestamp of the last update sent to the SD consumers.",
      labels: ["name"])
    declareIdle(registry)
  }

  /// What never happens here: a configuration that cannot be followed is refused before, and no update waits.
  private func declareIdle(_ registry: Registry) {
    let failed = registry.gauges(
      "prometheus_sd_failed_configs", "Current number of service discovery configurations that failed to load.",
      labels: ["name"])
    let delayed = registry.counters(
      "prometheus_sd_updates_delayed_total",
      "Total number of update events that couldn't be sent immediately.", labels: ["name"])
    for role in DiscoveryManager.Role.allCases {
      failed[role.rawValue].set(0)
      delayed[role.rawValue].add(0)
    }
  }

  /// Counts one question to a source.
  func asked(_ mechanism: Mechanism, _ job: String, seconds: Double, failed: Bool) {
    refreshDuration[mechanism.rawValue, job].observe(seconds)
    refreshFailures[mechanism.rawValue, job].add(failed ? 1 : 0)
    heldAnswers[mechanism.rawValue, job].add(0)
    switch mechanism {
    case .http: httpFailures.add(failed ? 1 : 0)
    case .dns:
      dnsLookups.add()
      dnsLookupFailures.add(failed ? 1 : 0)
    case .kubernetes: break
    }
  }

  /// Counts an answer without any target that is not believed yet.
  func held(_ mechanism: Mechanism, _ job: String) { heldAnswers[mechanism.rawValue, job].add() }
}
