import Telemetry

/// What is measured of following Kubernetes clusters.
final class KubernetesMetrics: Sendable {
  /// What has become of objects.
  enum Event: String, CaseIterable {
    case add, delete, update
  }

  let failures: Counter
  private let events: Labelled<Counter>
  private let requests: Labelled<Counter>
  private let requestDuration: Labelled<Distribution>

  init(_ registry: Registry) {
    failures = registry.counter(
      "prometheus_sd_kubernetes_failures_total", "The number of failed WATCH/LIST requests.")
    events = registry.counters(
      "prometheus_sd_kubernetes_events_total", "The number of Kubernetes events handled.", labels: ["role", "event"])
    requests = registry.counters(
      "prometheus_sd_kubernetes_http_request_total",
      "Total number of HTTP requests to the Kubernetes API by status code.", labels: ["status_code"])
    requestDuration = registry.distributions(
      "prometheus_sd_kubernetes_http_request_duration_seconds",
      "Summary of latencies for HTTP requests to the Kubernetes API by endpoint.", labels: ["endpoint"], bounds: [])
    for role in KubernetesRole.allCases {
      for event in Event.allCases { events[role.rawValue, event.rawValue].add(0) }
    }
  }

  func handled(_ event: Event, of resource: KubernetesResource) {
    if let role = resource.role { events[role.rawValue, event.rawValue].add() }
  }

  /// - Parameter path: what was asked.
  func answered(_ path: String, status: Int, seconds: Double) {
    requests[String(status)].add()
    requestDuration[path].observe(seconds)
  }
}
