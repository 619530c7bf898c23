import TestSupport
import Testing

extension EndToEnd {
  /// Children whose rules run at moments of their own.
  struct PhaseTests {
    private static let interval: Int64 = 2000

    /// Cluster → how far behind every second second its rules run. Its two replicas share it.
    private static let offsets: [String: Int64] = ["eu": 0, "us": 500, "asia": 1000, "africa": 1500]

    /// The newest sample is always of the last slot.
    private static func child(offset: Int64) -> FakeChild {
      FakeChild(
        .text { _ in
          let slot = (Clock.milliseconds() - offset) / interval * interval + offset
          return Behaviour.exposition((0..<20).map { ("job:load:sum{n=\"\($0)\"}", Double(slot)) }, at: slot)
        })
    }

    @Test func `each cluster is scraped shortly after its rules have run, both replicas at one tick`() async throws {
      let clusters = Self.offsets.mapValues { offset in (0..<2).map { _ in Self.child(offset: offset) } }
      let targets = clusters.flatMap { name, children in
        zip(children, ["a", "b"]).map { "{targets: ['\($0.address)'], labels: {cluster: \(name), replica: \($1)}}" }
      }
      let iapetus = try await ServerProcess(
        config: """
          global: {scrape_interval: 2s, scrape_timeout: 2s}
          scrape_configs:
            - job_name: federate
              metrics_path: /federate
              static_configs: [\(targets.joined(separator: ", "))]
          """)
      // Spread at random, the samples of one cluster in two are older than that.
      try await eventually("all samples are young") {
        let found = try await iapetus.targets().values
        return found.count == 8 && found.allSatisfy { ($0["iapetus"]["lagSeconds"].number ?? 9) < 0.9 }
      }
      try await eventually("replicas have one tick") {
        let byCluster = Dictionary(grouping: try await iapetus.targets().values) { $0["labels"]["cluster"].string }
        return byCluster.values.allSatisfy { pair in
          Set(pair.map { $0["lastScrape"].string }).count == 1 && Set(pair.map { $0["iapetus"]["phase"] }).count == 1
        }
      }
      let ups = try await iapetus.series("up[2m]")
      for up in ups {
        let gaps = zip(up.samples.dropFirst(), up.samples).map { $0.time - $1.time }
        #expect(gaps.allSatisfy { $0 >= 1.5 }, "no interval has two scrapes: \(up.labels): \(gaps)")
      }
    }
  }
}
