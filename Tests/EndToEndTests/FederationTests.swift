import Glibc
import Testing

extension EndToEnd {
  /// Two clusters of two real Prometheus servers each, and iapetus above them.
  struct FederationTests {
    /// Both replicas of a cluster evaluate at the same times, so `cluster:clock:seconds` is the same on both.
    private static func rules(fleetingUntil end: Double) -> String {
      """
      groups:
        - name: federation
          rules:
            - {record: 'cluster:targets:count', expr: count(up)}
            - {record: 'cluster:clock:seconds', expr: vector(time())}
            - {record: 'cluster:fleeting:count', expr: 'vector(1) and on() (vector(time()) < \(end))'}
      """
    }

    private static let bothReplicas = [("dedup", "false")]

    @Test func `a sum over real clusters counts each cluster once`() async throws {
      let fleet = try await Fleet(targetCounts: ["eu-1": 1, "us-1": 2], rules: Self.rules(fleetingUntil: 0))
      defer { withExtendedLifetime(fleet) {} }
      let iapetus = try await ServerProcess(config: fleet.config)
      try await eventually("all children are in") {
        let up = try await iapetus.value("count(up == 1)", Self.bothReplicas)
        let delivered = try await iapetus.value("count(cluster:targets:count)", Self.bothReplicas)
        return up == 4 && delivered == 4
      }
      #expect(try await iapetus.targets().values.allSatisfy { $0["health"].string == "up" })
      try await eventually("the clusters see all their targets") {
        try await iapetus.value("sum(cluster:targets:count)") == 3
      }
      try await eventually("both replicas of each see them") {
        try await iapetus.value("sum(cluster:targets:count)", Self.bothReplicas) == 6
      }
      #expect(
        try await Set(iapetus.vector("cluster:targets:count").map(\.labels["replica"])) == [nil],
        "the one view has no replicas")
      #expect(
        try await Set(iapetus.vector("cluster:targets:count", Self.bothReplicas).map(\.labels["replica"])) == [
          "a", "b",
        ])
    }

    @Test func `when a replica dies its twin keeps the series going`() async throws {
      let fleet = try await Fleet(targetCounts: ["eu-1": 1], rules: Self.rules(fleetingUntil: 0))
      defer { withExtendedLifetime(fleet) {} }
      let iapetus = try await ServerProcess(config: fleet.config)
      let query = "cluster:clock:seconds"
      try await eventually("both replicas are in") {
        try await iapetus.value("count(\(query))", Self.bothReplicas) == 2
      }
      try await Task.sleep(for: .seconds(4))
      fleet.replicas[0].prometheus.process.end(by: SIGKILL)
      let death = Clock.seconds()
      try await eventually("three more slots are there") { try await iapetus.value(query) > death + 6 }

      let samples = try #require(try await iapetus.series(query + "[1m]").first).samples
      #expect(samples.count >= 4)
      for (sample, next) in zip(samples, samples.dropFirst()) {
        #expect(abs(next.time - sample.time - 2) < 0.01, "one sample for each slot of 2 s, from \(sample) to \(next)")
      }
      for sample in samples {
        #expect(abs(sample.value - sample.time) < 0.01, "the child's own timestamp: \(sample)")
      }
      let dead = "http://127.0.0.1:\(fleet.replicas[0].prometheus.port)/federate"
      let target = try #require(try await iapetus.targets().first { $0.key.hasPrefix(dead) }?.value)
      #expect(target["health"].string == "down")
      #expect(target["lastError"].string?.isEmpty == false)
    }

    @Test func `a series that vanished at its children is gone at once`() async throws {
      let end = Clock.seconds() + 14
      let fleet = try await Fleet(targetCounts: ["eu-1": 1], rules: Self.rules(fleetingUntil: end))
      defer { withExtendedLifetime(fleet) {} }
      let iapetus = try await ServerProcess(config: fleet.config)
      try await eventually("it is there") { try await iapetus.value("cluster:fleeting:count") == 1 }
      try await eventually("it is gone, long before the five minutes of lookback", within: .seconds(40)) {
        try await iapetus.vector("cluster:fleeting:count").isEmpty
      }
      #expect(Clock.seconds() < end + 15)
      #expect(try await iapetus.vector("cluster:targets:count").count == 1, "the others stay")
      #expect(try await iapetus.series("cluster:fleeting:count[2m]").count == 1, "what it was is kept")
    }
  }
}
