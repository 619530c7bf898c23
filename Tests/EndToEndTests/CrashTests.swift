import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// `kill -9` under load, over and over on the same data.
  struct CrashTests {
    private static let killCount = 50
    private static let range = "[101h]"

    private static func config(_ child: FakeChild) -> String {
      """
      scrape_configs:
        - job_name: federate
          scrape_interval: 100ms
          scrape_timeout: 100ms
          metrics_path: /federate
          static_configs: [{targets: ['\(child.address)'], labels: {cluster: scraped, replica: a}}]
      """
    }

    @Test func `fifty kills lose nothing that was acknowledged or seen`() async throws {
      var random = SeededRandom.fresh()
      let folder = TemporaryDirectory()
      let child = FakeChild(.text { Behaviour.exposition([("job:scraped:sum", Double($0))]) })
      let writer = SeriesWriter(hoursBack: 100)
      var seen: [Int64: Double] = [:]
      var readyAfter: [Duration] = []
      for kill in 1...Self.killCount {
        let start = ContinuousClock.now
        let iapetus = try await ServerProcess(
          config: Self.config(child), flags: ["--web.enable-remote-write-receiver", "--log.level=warn"], in: folder)
        readyAfter.append(ContinuousClock.now - start)
        try await expectNewest(of: writer, on: iapetus, after: kill - 1)
        writer.start(port: iapetus.port)
        try await Task.sleep(for: .milliseconds(Int.random(in: 100...900, using: &random)))
        try await see(iapetus, &seen)
        iapetus.process.end(by: SIGKILL)
        try await writer.waitForTheEnd()
      }
      try await expectAll(written: writer, seen: seen, in: folder, child, seed: random.seed)
      // A busy machine may hold up one start, not most of them.
      let usual = readyAfter.sorted()[readyAfter.count / 2]
      #expect(usual < .seconds(1), "ready again after \(readyAfter)")
    }

    /// What was acknowledged last is there in the first answer after the restart.
    private func expectNewest(of writer: SeriesWriter, on iapetus: ServerProcess, after kill: Int) async throws {
      guard let newest = writer.acknowledged.max(by: { $0.key < $1.key }) else { return }
      let at = [("time", "\(newest.key / 1000)"), ("dedup", "false")]
      let samples = try await iapetus.vector(SeriesWriter.name, at)
      #expect(samples.count == SeriesWriter.seriesCount, "after kill \(kill)")
      #expect(samples.allSatisfy { $0.value == newest.value }, "after kill \(kill): \(samples), not \(newest)")
    }

    /// Remembers what a reader was shown of the scraped series: that must not be taken back.
    private func see(_ iapetus: ServerProcess, _ seen: inout [Int64: Double]) async throws {
      for series in try await iapetus.series("job:scraped:sum[1m]") {
        for sample in series.samples { seen[Int64((sample.time * 1000).rounded())] = sample.value }
      }
    }

    private func expectAll(
      written writer: SeriesWriter, seen: [Int64: Double], in folder: TemporaryDirectory, _ child: FakeChild,
      seed: UInt64
    ) async throws {
      let iapetus = try await ServerProcess(config: nil, in: folder)
      let acknowledged = writer.acknowledged
      #expect(acknowledged.count > 1000, "the load was too small to show anything")
      #expect(seen.count > 50)
      for number in 0..<SeriesWriter.seriesCount {
        let stored = try await samples("\(SeriesWriter.name){series='\(number)'}", on: iapetus)
        let lost = acknowledged.filter { stored[$0.key] != $0.value }
        #expect(lost.isEmpty, "lost or changed: \(lost.count) of \(acknowledged.count), seed \(seed)")
        #expect(writer.sent.isSuperset(of: stored.keys), "nothing is there that was not sent")
      }
      let scraped = try await samples("job:scraped:sum", on: iapetus)
      let takenBack = seen.filter { scraped[$0.key] != $0.value }
      #expect(takenBack.isEmpty, "seen before, gone now: \(takenBack.count) of \(seen.count), seed \(seed)")
    }

    private func samples(_ selector: String, on iapetus: ServerProcess) async throws -> [Int64: Double] {
      let series = try await iapetus.series(selector + Self.range, [("dedup", "false")])
      #expect(series.count == 1)
      let samples = series.first?.samples ?? []
      return Dictionary(uniqueKeysWithValues: samples.map { (Int64(($0.time * 1000).rounded()), $0.value) })
    }
  }
}
