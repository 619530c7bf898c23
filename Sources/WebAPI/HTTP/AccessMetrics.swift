import HTTPTypes
import Hummingbird
import Telemetry

/// Counts and times requests by route.
struct AccessMetrics: Sendable {
  private static let boundsSeconds = [0.1, 0.2, 0.4, 1, 3, 8, 20, 60, 120]

  private let requests: Labelled<Counter>
  private let durations: Labelled<Distribution>

  init(registry: Registry) {
    requests = registry.counters(
      "prometheus_http_requests_total", "Counter of HTTP requests.", labels: ["handler", "code"])
    durations = registry.distributions(
      "prometheus_http_request_duration_seconds", "Histogram of latencies for HTTP requests.", labels: ["handler"],
      bounds: AccessMetrics.boundsSeconds)
  }

  /// Counts `response` now, and its duration when its last byte has been handed over.
  ///
  /// - Parameter handler: the route's path, never the request's: a label must stay bounded.
  func record(_ response: inout Response, handler: String, startedSeconds: Double) {
    requests[handler, "\(response.status.code)"].add()
    let duration = durations[handler]
    guard response.body.contentLength == nil else {
      return duration.observe(Clock.monotonicSeconds() - startedSeconds)
    }
    let body = response.body
    response.body = ResponseBody { writer in
      defer { duration.observe(Clock.monotonicSeconds() - startedSeconds) }
      try await body.write(writer)
    }
  }
}
