import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// What was missed comes from the children's own storage: real prometheus, asked by remote read.
  struct HealingTests {
    private static let raw = [("dedup", "false")]
    private static let names = ["cluster:clock:seconds", "cluster:one:count", "job:requests:total"]

    private static func config(_ clusters: Clusters, rulesPath: String = "") -> String {
      "global: {evaluation_interval: 2s}\nrule_files: [\(rulesPath)]\n" + clusters.scrapeConfigs
    }

    @Test func `what was missed while iapetus was killed is there afterwards, scraped and recorded`() async throws {
      let clusters = try await Clusters()
      let folder = TemporaryDirectory()
      let rulesPath = folder.path + "/rules.yml"
      try Files.write(
        "groups: [{name: g, interval: 2s, rules: [{record: 'global:one:sum', expr: 'sum(cluster:one:count)'}]}]",
        to: rulesPath)
      let iapetus = try await ServerProcess(config: Self.config(clusters, rulesPath: rulesPath), in: folder)
      try await clusters.await(slotCount: 5, on: iapetus)
      let start = Clock.seconds() - 8
      iapetus.process.end(by: SIGKILL)
      try await Task.sleep(for: .seconds(20))
      let again = try await ServerProcess(config: nil, in: folder)
      try await expectHealed(Clusters.names, on: again)
      let end = Clock.seconds() - 4
      for replica in clusters.replicas where replica.name == "a" { try await expectSame(again, replica, start, end) }
      try await eventually("what was recorded is whole", within: .seconds(120)) {
        let samples = try await again.series("global:one:sum[\(Int(end - start))s]", [("time", "\(end)")]).first?
          .samples
        let values = Set((samples ?? []).map(\.value))
        return values == [3] && (samples?.count ?? 0) >= Int((end - start) / Clusters.period)
      }
    }

    @Test func `what was missed while a cluster was out of reach is there when it is back`() async throws {
      let clusters = try await Clusters()
      let iapetus = try await ServerProcess(config: Self.config(clusters))
      try await clusters.await(slotCount: 5, on: iapetus)
      let start = Clock.seconds() - 8
      for replica in clusters.replicas(of: "us-1") { replica.cable.cut() }
      try await eventually("the cluster is dark") {
        try await iapetus.vector("cluster:one:count{cluster='us-1'}").isEmpty
      }
      try await Task.sleep(for: .seconds(10))
      for replica in clusters.replicas(of: "us-1") { replica.cable.mend() }
      try await expectHealed(["us-1"], on: iapetus)
      let end = Clock.seconds() - 4
      try await expectSame(iapetus, clusters["us-1", "a"], start, end)
      let steps = [
        ("query", "cluster:one:count{cluster='us-1'}"), ("start", "\(start)"), ("end", "\(end)"), ("step", "1"),
      ]
      let points = try await iapetus.data("/api/v1/query_range", steps)["result"].array.map(SeriesSamples.init)
      #expect(points.first?.samples.count == Int(end - start) + 1, "it never ended, as it reads now")
      // Before its children had evaluated anything it was never seen, which nobody can heal.
      try await eventually("nothing dark is left of the outage") {
        let status = try await iapetus.data("/api/v1/status/clusters")["clusters"].array
          .first { $0["cluster"].string == "us-1" }
        let intervals = try #require(status)["darkIntervals"].array
        return intervals.allSatisfy { $0["cause"].string == "never seen" }
      }
    }

    private func expectHealed(_ names: [String], on iapetus: ServerProcess) async throws {
      try await eventually("the gaps are healed; its log: \(iapetus.process.log)", within: .seconds(90)) {
        let status = try await iapetus.data("/api/v1/status/healing")
        let healed = status["finished"].array.filter {
          $0["state"].string == "healed" && ($0["samplesHealed"].number ?? 0) > 0
        }
        return status["open"].array.isEmpty && Set(healed.compactMap { $0["cluster"].string }).isSuperset(of: names)
      }
    }

    /// That iapetus has of a child exactly what the child has, to the last bit.
    private func expectSame(
      _ iapetus: ServerProcess, _ replica: Clusters.Replica, _ start: Double, _ end: Double
    ) async throws {
      let window = "[\(Int(end - start))s]"
      for name in Self.names {
        let time = [("time", "\(end)")]
        let own = try await texts("\(name)\(window)", replica.prometheus, time)
        let selector = "\(name){cluster='\(replica.cluster)', replica='\(replica.name)'}\(window)"
        let here = try await texts(selector, iapetus, time + Self.raw)
        #expect(own.count >= Int((end - start) / Clusters.period / 2), "\(name): \(own)")
        #expect(here == own, "\(name) of \(replica.cluster)")
      }
    }

    /// The samples of the only series, as they are written.
    private func texts(_ query: String, _ server: any PromAPI, _ parameters: [(String, String)]) async throws
      -> [String]
    {
      let series = try await server.data("/api/v1/query", [("query", query)] + parameters)["result"].array
      guard series.count == 1 else { throw Failure("\(query) has \(series.count) series") }
      return series[0]["values"].array.map { "\($0[0].number ?? .nan) \($0[1].string ?? "")" }
    }
  }
}
