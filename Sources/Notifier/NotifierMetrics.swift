import Telemetry
import TimeSeries

/// What the room measures of itself, under Prometheus's names. The label `alertmanager` is the URL.
struct NotifierMetrics: Sendable {
  /// The instruments of one Alertmanager.
  struct OfOne: Sendable {
    let errors: Counter
    let dropped: Counter
    let queueLength: Gauge
    let queueCapacity: Gauge
    fileprivate let sentCount: Counter
    fileprivate let latency: Distribution
    fileprivate let latencyHistogram: Distribution

    /// Counts alerts of one request, whether or not it was answered as wished.
    func sent(_ count: Int, seconds: Double) {
      sentCount.add(count)
      latency.observe(seconds)
      latencyHistogram.observe(seconds)
    }
  }

  private let errors: Labelled<Counter>
  private let sent: Labelled<Counter>
  private let dropped: Labelled<Counter>
  private let queueLength: Labelled<Gauge>
  private let queueCapacity: Labelled<Gauge>
  private let latency: Labelled<Distribution>
  private let latencyHistogram: Labelled<Distribution>

  init(_ registry: Registry) {
    let labels = ["alertmanager"]
    errors = registry.counters(
      "prometheus_notifications_errors_total", "Total number of sent alerts affected by errors.", labels: labels)
    sent = registry.counters("prometheus_notifications_sent_total", "Total number of alerts sent.", labels: labels)
    dropped = registry.counters(
      "prometheus_notifications_dropped_total",
      "Total number of alerts dropped due to errors when sending to Alertmanager.", labels: labels)
    queueLength = registry.gauges(
      "prometheus_notifications_queue_length", "The number of alert notifications in the queue.", labels: labels)
    queueCapacity = registry.gauges(
      "prometheus_notifications_queue_capacity", "The capacity of the alert notifications queue.", labels: labels)
    latency = registry.distributions(
      "prometheus_notifications_latency_seconds", "Latency of sending alert notifications.", labels: labels, bounds: [])
    latencyHistogram = registry.distributions(
      "prometheus_notifications_latency_histogram_seconds", "Latency histogram for sending alert notifications.",
      labels: labels)
  }

  func of(_ url: String) -> OfOne {
    OfOne(
      errors: errors[url], dropped: dropped[url], queueLength: queueLength[url], queueCapacity: queueCapacity[url],
      sentCount: sent[url], latency: latency[url], latencyHistogram: latencyHistogram[url])
  }

  func forget(_ url: String) {
    for family in [errors, sent, dropped] { family.remove(url) }
    for family in [queueLength, queueCapacity] { family.remove(url) }
    for family in [latency, latencyHistogram] { family.remove(url) }
  }
}
