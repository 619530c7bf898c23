import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// A gap is to be healed, and some children are of no help with it.
  struct HostilePastTests {
    private static let memoryLimitMiB = 300.0
    /// Cluster → what it answers when it is asked for its past.
    private static let hostile: [String: Behaviour] = [
      "garbage": .text { _ in
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":\u{1}"
      },
      "huge": .huge(mebibytes: 200),
      "slow": .trickle,
      "broken": .status(500),
    ]

    @Test func `children that give no past, or garbage, keep nobody from being healed`() async throws {
      let folder = TemporaryDirectory()
      try Files.write(Self.childRules, to: folder.path + "/child.yml")
      let good = try await PrometheusProcess(
        externalLabels: ["cluster": "good", "replica": "a"], rulesPath: folder.path + "/child.yml",
        scrapeConfigs: PrometheusProcess.itself)
      let hostile = Self.hostile.mapValues { FakeChild(Self.present, past: $0) }
      let config = Self.config(good, hostile)
      let iapetus = try await ServerProcess(config: config, in: folder)
      try await eventually("all are in") {
        try await iapetus.value("count(cluster:clock:seconds)") == Double(hostile.count + 1)
      }
      try await Task.sleep(for: .seconds(6))
      let death = Clock.seconds()
      iapetus.process.end(by: SIGKILL)
      try await Task.sleep(for: .seconds(10))
      let birth = Clock.seconds()
      let reborn = try await ServerProcess(config: nil, in: folder)
      try await eventually("the good child's gap is healed") {
        let own = try await good.series("cluster:clock:seconds[2m]").flatMap(\.samples).map(\.time)
        let served = try await reborn.series("cluster:clock:seconds{cluster='good'}[2m]").flatMap(\.samples).map(\.time)
        return Set(served).isSuperset(of: own.filter { (death - 2...birth + 2).contains($0) })
      }
      for (name, child) in hostile {
        try await eventually("\(name) is asked for its past") { !child.pastRequests.isEmpty }
      }
      try await expectOthersGoOn(reborn, hostile)
    }

    /// As a child delivers it: the slot of every other second.
    private static let present = Behaviour.text { _ in
      let slot = Clock.milliseconds() / 2000 * 2000
      return Behaviour.exposition([("cluster:clock:seconds{instance=\"\"}", Double(slot) / 1000)], at: slot)
    }

    private static let childRules = """
      groups: [{name: federation, interval: 2s, rules: [{record: 'cluster:clock:seconds', expr: vector(time())}]}]
      """

    private static func config(_ good: PrometheusProcess, _ hostile: [String: FakeChild]) -> String {
      let addresses = hostile.mapValues(\.address).merging(["good": "127.0.0.1:\(good.port)"]) { first, _ in first }
      let targets = addresses.map { "{targets: ['\($1)'], labels: {cluster: \($0), replica: a}}" }
      return """
        global: {scrape_interval: 500ms, scrape_timeout: 500ms}
        scrape_configs:
          - job_name: federate
            metrics_path: /federate
            static_configs: [\(targets.joined(separator: ", "))]
        """
    }

    private func expectOthersGoOn(_ iapetus: ServerProcess, _ hostile: [String: FakeChild]) async throws {
      #expect(try await iapetus.value("count(up == 1)") == Double(hostile.count + 1), "all are scraped as ever")
      let age = try await iapetus.value("max(time() - cluster:clock:seconds)")
      #expect(age < 8, "\(age) s behind")
      #expect(iapetus.memoryPeak < Self.memoryLimitMiB, "\(iapetus.memoryPeak) MiB")
      let status = try await HTTP.get("/api/v1/status/healing", port: iapetus.port)
      #expect(status.status == 200)
      for name in hostile.keys { #expect(status.text.contains(name), "\(status.text)") }
    }
  }
}
