package import Telemetry

/// What the room measures of itself: one for all who discover.
package final class DiscoveryMetrics: Sendable {
  let discoveredTargets: Labelled<Gauge>
  let updates: Labelled<Counter>
  let fileReadErrors: Counter
  /// By the kind of the object, and what has become of it.
  let kubernetesEvents: Labelled<Counter>
  let kubernetesFailures: Counter
  private let kubernetesRequests: Labelled<Counter>
  private let kubernetesRequestDuration: Distribution
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
    kubernetesEvents = registry.counters(
      "prometheus_sd_kubernetes_events_total", "The number of Kubernetes events handled.", labels: ["role", "event"])
    kubernetesFailures = registry.counter(
      "prometheus_sd_kubernetes_failures_total", "The number of failed WATCH/LIST requests.")
    kubernetesRequests = registry.counters(
      "prometheus_sd_kubernetes_http_request_total",
      "Total number of HTTP requests to the Kubernetes API by status code.", labels: ["status_code"])
    kubernetesRequestDuration = registry.distribution(
      "prometheus_sd_kubernetes_http_request_duration_seconds", "Duration of HTTP requests to the Kubernetes API.",
      bounds: [])
    for role in KubernetesRole.allCases {
      for event in ["add", "delete", "update"] { kubernetesEvents[role.rawValue, event].add(0) }
    }
  }

  /// Counts an answer of the Kubernetes API.
  func kubernetesAnswered(status: Int, seconds: Double) {
    kubernetesRequests[String(status)].add()
    kubernetesRequestDuration.observe(seconds)
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
    }
  }

  /// Counts an answer without any target that is not believed yet.
  func held(_ mechanism: Mechanism, _ job: String) { heldAnswers[mechanism.rawValue, job].add() }
}
