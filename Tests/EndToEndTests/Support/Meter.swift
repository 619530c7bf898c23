import TestSupport

/// What the replicas of a cluster scrape: a counter that grows by a hundred each second.
///
/// Replica b sees it three seconds late, so that its samples differ from those of replica a: who goes over from a to b
/// sees the counter fall, without a reset at either.
final class Meter: Sendable {
  static let rate = 100.0

  private let server: LoopbackServer

  init() {
    let start = Clock.seconds() - 3600
    server = LoopbackServer { request in
      let late = request.path == Meter.path(of: "b") ? 3.0 : 0
      let value = ((Clock.seconds() - late - start) * Meter.rate).rounded()
      return LoopbackStep.metrics("# TYPE requests_total counter\nrequests_total \(value)\n")
    }
  }

  /// What replica `name` is to have among its scrape_configs.
  func scrapeConfig(of name: String) -> String {
    """
      - job_name: meter
        metrics_path: \(Meter.path(of: name))
        static_configs: [{targets: ['127.0.0.1:\(server.port)']}]
    """
  }

  private static func path(of name: String) -> String { "/metrics/" + name }
}
