import TestSupport

/// Real clusters: each two of Debian's prometheus with one rule file.
final class Fleet: Sendable {
  struct Replica: Sendable {
    let cluster: String
    let replica: String
    let prometheus: PrometheusProcess
  }

  let replicas: [Replica]
  private let folder = TemporaryDirectory()

  /// - Parameter targetCounts: how many targets the replicas of each cluster scrape.
  init(targetCounts: [String: Int], rules: String) async throws {
    let rulesPath = folder.path + "/rules.yml"
    try Files.write(rules, to: rulesPath)
    var replicas: [Replica] = []
    for (cluster, targetCount) in targetCounts {
      for replica in ["a", "b"] {
        let labels = ["cluster": cluster, "replica": replica]
        let prometheus = try await PrometheusProcess(externalLabels: labels, rulesPath: rulesPath) { port in
          (1...targetCount).map { "  - {job_name: job-\($0), static_configs: [{targets: ['127.0.0.1:\(port)']}]}" }
            .joined(separator: "\n")
        }
        replicas.append(Replica(cluster: cluster, replica: replica, prometheus: prometheus))
      }
    }
    self.replicas = replicas
  }

  /// A configuration of iapetus that federates from it.
  var config: String {
    """
    global: {scrape_interval: 1s, scrape_timeout: 1s}
    scrape_configs:
      - job_name: federate
        metrics_path: /federate
        static_configs:
    """
      + replicas.map { one in
        "\n      - {targets: ['127.0.0.1:\(one.prometheus.port)'], labels: {cluster: \(one.cluster), replica: \(one.replica)}}"
      }.joined() + "\n"
  }
}
