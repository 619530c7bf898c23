import Glibc
import TestSupport

/// Three clusters of two real replicas each, with the rules that make what iapetus fetches, one slot every two seconds.
final class Clusters: Sendable {
  struct Replica: Sendable {
    let cluster: String
    let name: String
    let prometheus: PrometheusProcess
    /// The way from iapetus to it.
    let cable: Cable
  }

  static let names = ["eu-1", "eu-2", "us-1"]
  /// Seconds between the slots of a child's rules.
  static let period = 2.0

  let replicas: [Replica]
  private let meters: [Meter]
  private let folder = TemporaryDirectory()

  /// - Parameter outOfPhase: the cluster of which the replicas have their rule file under different paths, so that they
  ///   evaluate it at different times.
  init(outOfPhase: String? = nil) async throws {
    var replicas: [Replica] = []
    var meters: [Meter] = []
    for cluster in Self.names {
      let meter = Meter()
      meters.append(meter)
      for name in ["a", "b"] {
        let rulesPath = folder.path + (cluster == outOfPhase ? "/\(name).yml" : "/rules.yml")
        try Files.write(Self.rules, to: rulesPath)
        let prometheus = try await PrometheusProcess(
          externalLabels: ["cluster": cluster, "replica": name], rulesPath: rulesPath
        ) { _ in meter.scrapeConfig(of: name) }
        replicas.append(
          Replica(cluster: cluster, name: name, prometheus: prometheus, cable: Cable(to: prometheus.port)))
      }
    }
    (self.replicas, self.meters) = (replicas, meters)
  }

  /// `cluster:clock:seconds` is its own timestamp, `cluster:one:count` is always 1, and `job:requests:total` is another
  /// one at each replica.
  private static let rules = """
    groups:
      - name: federation
        interval: 2s
        rules:
          - {record: 'cluster:clock:seconds', expr: vector(time())}
          - {record: 'cluster:one:count', expr: vector(1)}
          - {record: 'job:requests:total', expr: sum by (job) (requests_total)}
    """

  subscript(cluster: String, name: String) -> Replica {
    // Both are among the names above.
    replicas.first { $0.cluster == cluster && $0.name == name } ?? replicas[0]
  }

  func replicas(of cluster: String) -> [Replica] { replicas.filter { $0.cluster == cluster } }

  /// The part of a configuration that scrapes all of them, twice in each slot.
  var scrapeConfigs: String {
    let targets = replicas.map {
      "\n      - {targets: ['\($0.cable.address)'], labels: {cluster: \($0.cluster), replica: \($0.name)}}"
    }
    return """
      scrape_configs:
        - job_name: federate
          metrics_path: /federate
          scrape_interval: 500ms
          scrape_timeout: 500ms
          static_configs:

      """ + targets.joined().dropFirst() + "\n"
  }

  /// Waits until every cluster has a history of `slotCount` slots in one view of two replicas.
  func await(slotCount: Int, on iapetus: ServerProcess) async throws {
    try await eventually("both replicas of every cluster are in") {
      try await iapetus.value("count(cluster:one:count)", [("dedup", "false")]) == 6
    }
    let window = "[\(slotCount * Int(Self.period))s]"
    for metric in ["cluster:clock:seconds", "job:requests:total"] {
      try await eventually("every cluster has had \(slotCount) slots of \(metric) without a gap") {
        let counts = try await iapetus.vector("count_over_time(\(metric)\(window))").map(\.value)
        return counts == Array(repeating: Double(slotCount), count: Self.names.count)
      }
    }
  }
}
