import TestSupport
import Testing

extension EndToEnd {
  /// Fifty good children and every kind of hostile one, all at once.
  struct HostileFleetTests {
    private static let goodCount = 50
    private static let intervalSeconds = 3.0
    private static let scrapesLeast = 7.0
    /// The bound that the server's resident memory has to keep in this test.
    private static let memoryLimitMiB = 400.0
    /// Of series, for each cluster.
    private static let budget = 100

    /// All good children are one server: each has a path of its own.
    private let good = LoopbackServer { request in
      let name = request.path.split(separator: "/").first.map(String.init) ?? ""
      let lines = (0..<50).map { "job:good:sum{n=\"\($0)\",child=\"\(name)\"} 1 \(Clock.milliseconds())\n" }
      return LoopbackStep.metrics(lines.joined())
    }

    /// Three times its budget: no hostility, but more than it may.
    private let greedy = FakeChild(.series((0..<3 * budget).map { ("job:greedy:sum{n=\"\($0)\"}", 1) }))

    @Test func `no good child misses a scrape, memory is bounded, and each hostility is named`() async throws {
      let hostile = try await HostileChild.all(stealingFrom: "good-0")
      let iapetus = try await ServerProcess(config: config(hostile))
      try await eventually("each good child is scraped often, and each hostile one has been heard") {
        let targets = try await iapetus.targets()
        guard hostile.allSatisfy({ Self.target($0, targets)["lastScrape"].string?.hasPrefix("0001") == false }) else {
          return false
        }
        let scrapes = try await iapetus.vector("count_over_time(up{job='good'}[2m])")
        return scrapes.count == Self.goodCount && scrapes.allSatisfy { $0.value >= Self.scrapesLeast }
      }
      try await expectCadence(iapetus)
      #expect(iapetus.memoryPeak < Self.memoryLimitMiB, "\(iapetus.memoryPeak) MiB")
      try await expectWords(iapetus, hostile)
      try await expectReasons(iapetus, hostile)
      try await expectNothingStolen(iapetus)
      try await expectBudgetHeld(iapetus)
    }

    /// Not one scrape failed, and none was left out.
    private func expectCadence(_ iapetus: ServerProcess) async throws {
      let ups = try await iapetus.series("up{job='good'}[2m]")
      #expect(ups.count == Self.goodCount)
      for up in ups {
        let gaps = zip(up.samples.dropFirst(), up.samples).map { $0.time - $1.time }
        #expect(up.samples.allSatisfy { $0.value == 1 }, "\(up.labels)")
        #expect(gaps.allSatisfy { $0 < 1.5 * Self.intervalSeconds }, "\(up.labels): \(gaps)")
      }
    }

    /// What `/api/v1/targets` says of each, in words and in one word.
    private func expectWords(_ iapetus: ServerProcess, _ hostile: [HostileChild]) async throws {
      let targets = try await iapetus.targets()
      for child in hostile {
        let target = Self.target(child, targets)
        #expect(target["iapetus"]["errorReason"].string == child.reason ?? "", "\(child.name): \(target)")
        #expect(
          target["lastError"].string?.contains(child.word) == true || child.word.isEmpty, "\(child.name): \(target)")
        #expect(target["health"].string == (child.reason == nil ? "up" : "down"), "\(child.name)")
      }
      let own = Dictionary(uniqueKeysWithValues: hostile.map { ($0.name, Self.target($0, targets)["iapetus"]) })
      #expect(own["garbage"]?["badLine"]["line"].number == 2, "\(own)")
      #expect(own["ahead"]?["clockSkewSeconds"].number.map { abs($0 - 3600) < 60 } == true, "\(own)")
      #expect(own["replay"]?["lagSeconds"].number.map { $0 >= 3600 } == true, "\(own)")
      #expect(own["broken"]?["heldBackUntil"].string != nil, "a day is what it asked for, minutes are what it gets")
    }

    /// The same in iapetus's own metrics: a count for each reason.
    private func expectReasons(_ iapetus: ServerProcess, _ hostile: [HostileChild]) async throws {
      let failures = try await iapetus.metric("iapetus_scrape_failures_total").filter { $0.value > 0 }
      for reason in hostile.compactMap(\.reason) {
        #expect(failures.keys.contains { $0.contains("\"\(reason)\"") }, "\(reason) is missing in \(failures)")
      }
      #expect(try await iapetus.metric("prometheus_target_scrapes_sample_out_of_bounds_total")[""] ?? 0 > 0)
      #expect(try await iapetus.metric("prometheus_target_scrapes_sample_duplicate_timestamp_total")[""] ?? 0 > 0)
    }

    /// The cluster that the configuration names keeps its own, whoever came first.
    private func expectNothingStolen(_ iapetus: ServerProcess) async throws {
      #expect(try await iapetus.value("count(job:good:sum{cluster='good-0'})") == 50)
      #expect(try await iapetus.value("count(job:good:sum)") == Double(50 * Self.goodCount))
    }

    /// Three times the budget fails no scrape: the rest is refused and counted.
    private func expectBudgetHeld(_ iapetus: ServerProcess) async throws {
      #expect(try await iapetus.value("up{job='greedy'}") == 1)
      #expect(try await iapetus.value("count(job:greedy:sum)") == Double(Self.budget))
      #expect(try await iapetus.value("scrape_samples_scraped{job='greedy'}") == Double(3 * Self.budget))
      let refused = try await iapetus.metric("iapetus_samples_refused_total")
      #expect(refused.contains { $0.key.contains("greedy") && $0.value > 0 }, "\(refused)")
    }

    private func config(_ hostile: [HostileChild]) -> String {
      let paths = (0..<Self.goodCount).map {
        "{targets: ['127.0.0.1:\(good.port)'], labels: {__metrics_path__: /good-\($0)/federate, cluster: good-\($0), replica: a}}"
      }
      let others = hostile.map { "{targets: ['\($0.address)'], labels: \($0.labels)}" }
      let greed = "{targets: ['\(greedy.address)'], labels: {cluster: greedy, replica: a}}"
      let jobs = [("hostile", others), ("good", paths), ("greedy", [greed])].map { name, targets in
        """
          - job_name: \(name)
            metrics_path: /federate
            series_budget: {limit: \(Self.budget)}
            static_configs: [\(targets.joined(separator: ", "))]

        """
      }
      let seconds = Int(Self.intervalSeconds)
      return "global: {scrape_interval: \(seconds)s, scrape_timeout: \(seconds)s, body_size_limit: 32MB}\n"
        + "scrape_configs:\n" + jobs.joined()
    }

    private static func target(_ child: HostileChild, _ targets: [String: JSONValue]) -> JSONValue {
      targets.first { $0.key.contains(child.address) }?.value ?? .null
    }
  }
}
