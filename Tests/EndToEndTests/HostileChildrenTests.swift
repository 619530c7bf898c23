import TestSupport
import Testing

extension EndToEnd {
  /// Children that misbehave, all at once, beside good ones.
  struct HostileChildrenTests {
    /// The bound that the server's resident memory has to keep in this test.
    private static let memoryLimitMiB = 300.0
    private static let budget = 100

    /// Which child → what it does.
    private static func hostile() async throws -> [String: Behaviour] {
      [
        "threefold": .series((0..<3 * budget).map { ("job:threefold:sum{n=\"\($0)\"}", 1) }),
        "tenfold": .series((0..<10 * budget).map { ("job:tenfold:sum{n=\"\($0)\"}", 1) }),
        "huge": .huge(mebibytes: 200),
        "slow": .trickle,
        "garbage": .text { _ in "job:good:sum 1\n\u{1}\u{2} what{ is= this?\n" },
        "bomb": .gzip(try await gzipBomb()),
        "broken": .status(500),
      ]
    }

    /// A few hundred kilobytes that become 400 MB of good lines.
    private static func gzipBomb() async throws -> [UInt8] {
      let folder = TemporaryDirectory()
      let command = "yes 'job:bomb:sum{n=\"0\"} 1' | head -c 400000000 | gzip -1 >\(folder.path)/bomb"
      let (code, output) = try await ChildProcess.run(["sh", "-c", command])
      guard code == 0 else { throw Failure("gzip: \(output)") }
      return try Files.bytes(of: folder.path + "/bomb")
    }

    private static func job(_ name: String, _ child: FakeChild) -> String {
      """
        - job_name: \(name)
          metrics_path: /federate
          series_budget: {limit: \(budget)}
          static_configs: [{targets: ['\(child.address)'], labels: {cluster: \(name), replica: a}}]

      """
    }

    @Test func `the server keeps its memory, the good their cadence, and each case has its own words`() async throws {
      let good = (0..<4).map { number in
        FakeChild(.series((0..<50).map { ("job:good:sum{n=\"\($0)\",child=\"\(number)\"}", 1) }))
      }
      let hostile = try await Self.hostile().mapValues { FakeChild($0) }
      let jobs = good.enumerated().map { Self.job("good-\($0)", $1) } + hostile.map { Self.job($0, $1) }
      let iapetus = try await ServerProcess(
        config: "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n" + jobs.joined())
      try await Task.sleep(for: .seconds(15))

      for child in good { expectCadence(child) }
      #expect(try await iapetus.value("sum(count_over_time(up{job=~'good-.*'}[10s]))") >= 4 * 9)
      #expect(try await iapetus.value("min(min_over_time(up{job=~'good-.*'}[10s]))") == 1)
      #expect(iapetus.memoryPeak < Self.memoryLimitMiB, "\(iapetus.memoryPeak) MiB")

      let targets = try await iapetus.targets()
      for child in good { #expect(Self.target(child, in: targets)["health"].string == "up") }
      try expectWords(targets: targets, hostile: hostile)
      try await expectReasons(iapetus)
      try await expectBudgetHeld(iapetus)
    }

    /// A request every second. A busy machine may delay one, a hostile neighbour must not.
    private func expectCadence(_ child: FakeChild) {
      let times = child.requestTimes
      let gaps = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
      #expect(times.count >= 13)
      #expect(gaps[gaps.count / 2] < .milliseconds(1100), "\(gaps)")
      #expect(gaps[gaps.count - 1] < .milliseconds(2500), "\(gaps)")
    }

    /// What `/api/v1/targets` says of each, by the word that tells it from the others.
    private func expectWords(targets: [String: JSONValue], hostile: [String: FakeChild]) throws {
      let words = [
        "tenfold": "series_budget", "huge": "size", "slow": "deadline", "garbage": "line 2", "bomb": "inflat",
        "broken": "500",
      ]
      for (name, word) in words {
        let target = Self.target(try #require(hostile[name]), in: targets)
        #expect(target["health"].string == "down", "\(name)")
        #expect(target["lastError"].string?.contains(word) == true, "\(name): \(target["lastError"])")
      }
      let errors = try words.keys.map { Self.target(try #require(hostile[$0]), in: targets)["lastError"].string }
      #expect(Set(errors).count == words.count, "\(errors)")
    }

    /// The same in iapetus's own metrics: a count for each reason.
    private func expectReasons(_ iapetus: ServerProcess) async throws {
      let failures = try await iapetus.metric("iapetus_scrape_failures_total").filter { $0.value > 0 }
      for reason in ["too_many_lines", "body_too_large", "timeout", "parse", "body_inflates_too_far", "http_status"] {
        #expect(failures.keys.contains { $0.contains("\"\(reason)\"") }, "\(reason) is missing in \(failures)")
      }
    }

    /// Three times the budget fails no scrape: the rest is refused and counted.
    private func expectBudgetHeld(_ iapetus: ServerProcess) async throws {
      let child = "{job='threefold'}"
      #expect(try await iapetus.value("up\(child)") == 1)
      #expect(try await iapetus.value("count(job:threefold:sum)") == Double(Self.budget))
      #expect(try await iapetus.value("scrape_samples_scraped\(child)") == Double(3 * Self.budget))
      let refused = try await iapetus.metric("iapetus_samples_refused_total")
      #expect(refused.contains { $0.key.contains("threefold") && $0.value > 0 }, "\(refused)")
    }

    private static func target(_ child: FakeChild, in targets: [String: JSONValue]) -> JSONValue {
      targets.first { $0.key.hasPrefix(child.url) }?.value ?? .null
    }
  }
}
