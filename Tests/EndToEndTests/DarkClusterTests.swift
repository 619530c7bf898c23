import TestSupport
import Testing

extension EndToEnd {
  /// The way to a whole cluster is cut for a while: what is incomplete says so, and nothing else does.
  struct DarkClusterTests {
    private static let dark = "us-1"
    private static let sum = "sum(cluster:one:count)"
    private static let sumOfOthers = "sum(cluster:one:count{cluster=~'eu-.*'})"
    private static let coverage = "iapetus:coverage_ratio{rule='fleet:one:sum'}"

    private static let rules = """
      groups:
        - name: fleet
          interval: 2s
          rules:
            - {record: 'fleet:one:sum', expr: sum(cluster:one:count)}
            - {record: 'fleet:sure:sum', expr: sum(cluster:one:count), on_missing: withhold}
            - {record: 'fleet:held:sum', expr: sum(cluster:one:count), on_missing: hold}
            - {record: 'eu:one:sum', expr: 'sum(cluster:one:count{cluster=~"eu-.*"})'}
            - {alert: FleetShrank, expr: 'sum(cluster:one:count) < 3'}
            - {alert: FleetSeenShrank, expr: 'sum(cluster:one:count) < 3', min_coverage: 0}
      """

    private let clusters: Clusters
    private let iapetus: ServerProcess

    init() async throws {
      clusters = try await Clusters()
      let folder = TemporaryDirectory()
      try Files.write(Self.rules, to: folder.path + "/rules.yml")
      iapetus = try await ServerProcess(config: "rule_files: [rules.yml]\n" + clusters.scrapeConfigs, in: folder)
    }

    @Test func `a dark cluster is named wherever it is missing, fires nothing by its absence, and is healed`()
      async throws
    {
      try await expectClean()
      let cut = Clock.seconds()
      for replica in clusters.replicas(of: Self.dark) { replica.cable.cut() }
      try await expectNeverSilentlyPartial(for: .seconds(14))
      try await expectNamed(since: cut)
      try await expectAlertsAsConfigured()
      for replica in clusters.replicas(of: Self.dark) { replica.cable.mend() }
      try await expectHealed(since: cut)
    }

    private func expectClean() async throws {
      // So long that what was not there yet at the start is out of sight.
      try await clusters.await(slotCount: 8, on: iapetus)
      try await eventually("the rules have run over all clusters") { try await iapetus.value("fleet:one:sum") == 3 }
      for query in [Self.sum, Self.sumOfOthers, "fleet:one:sum"] {
        #expect(try await Answer(query, iapetus).warnings == [], "\(query)")
      }
      let answer = try await Answer(Self.sum, iapetus)
      #expect(
        answer.coverage["expected"].number == 3 && answer.coverage["contributing"].number == 3, "\(answer.coverage)")
    }

    /// At every moment, the sum is whole or says that it is not.
    private func expectNeverSilentlyPartial(for duration: Duration) async throws {
      let end = ContinuousClock.now + duration
      var wasPartial = false
      while ContinuousClock.now < end {
        let answer = try await Answer(Self.sum, iapetus)
        #expect(answer.value == 3 || answer.warnings.contains { $0.contains(Self.dark) }, "\(answer)")
        wasPartial = wasPartial || answer.value == 2
        let others = try await Answer(Self.sumOfOthers, iapetus)
        #expect(others.value == 2 && others.warnings.isEmpty, "\(others)")
        try await Task.sleep(for: .milliseconds(200))
      }
      #expect(wasPartial, "the cluster's series are gone once it is dark")
    }

    private func expectNamed(since cut: Double) async throws {
      let answer = try await Answer(Self.sum, iapetus)
      #expect(answer.coverage["missing"].array.compactMap { $0["cluster"].string } == [Self.dark], "\(answer.coverage)")
      #expect(
        answer.coverage["expected"].number == 3 && answer.coverage["contributing"].number == 2, "\(answer.coverage)")

      let range = [("start", "\(cut - 4)"), ("end", "\(Clock.seconds())"), ("step", "1")]
      let before = [("start", "\(cut - 8)"), ("end", "\(cut - 5)"), ("step", "1")]
      for query in [Self.sum, "fleet:one:sum"] {
        for answer in [try await Answer(query, iapetus, range: range), try await Answer(query, iapetus)] {
          let warnings = answer.warnings
          #expect(!warnings.isEmpty && warnings.allSatisfy { $0.hasPrefix("iapetus: partial result: ") }, "\(answer)")
        }
        #expect(try await Answer(query, iapetus, range: before).warnings == [], "\(query): it was there then")
      }
      #expect(try await Answer("eu:one:sum", iapetus, range: range).warnings == [])

      let strict = ("partial_response", "false")
      let refused = try await HTTP.get("/api/v1/query", [("query", Self.sum), strict], port: iapetus.port)
      #expect(refused.status != 200 && refused.text.contains(Self.dark), "\(refused.status) \(refused.text)")
      let whole = try await HTTP.get("/api/v1/query", [("query", Self.sumOfOthers), strict], port: iapetus.port)
      #expect(whole.status == 200, "\(whole.text)")

      let states = try await iapetus.data("/api/v1/status/clusters")["clusters"].array
      let stateOf = Dictionary(states.map { ($0["cluster"].string, $0["state"].string) }) { first, _ in first }
      #expect(stateOf == ["eu-1": "live", "eu-2": "live", Self.dark: "dark"])
    }

    private func expectAlertsAsConfigured() async throws {
      let alerts = try await iapetus.data("/api/v1/alerts")["alerts"].array.map { $0["labels"]["alertname"].string }
      #expect(alerts == ["FleetSeenShrank"])
      #expect(try await iapetus.value("fleet:one:sum") == 2)
      #expect(try await iapetus.vector("last_over_time(fleet:sure:sum[6s])").isEmpty, "it withholds what is not whole")
      #expect(try await iapetus.value("fleet:held:sum") == 3, "it holds what was last whole")
      #expect(try await iapetus.value("eu:one:sum") == 2)
      let ratio = try await iapetus.value(Self.coverage)
      #expect(abs(ratio - 2.0 / 3) < 1e-9, "\(ratio)")
      #expect(try await iapetus.value("iapetus:coverage_ratio{rule='eu:one:sum'}") == 1)
    }

    private func expectHealed(since cut: Double) async throws {
      try await eventually("all is clean again") {
        let answer = try await Answer(Self.sum, iapetus)
        return answer.value == 3 && answer.warnings.isEmpty
      }
      let mended = Clock.seconds()
      let range = [("start", "\(cut - 4)"), ("end", "\(mended)"), ("step", "1")]
      for query in [Self.sum, "fleet:one:sum", "fleet:sure:sum"] {
        try await eventually("\(query) has no dent where the cluster was dark") {
          let answer = try await Answer(query, iapetus, range: range)
          return answer.points.count == Int(mended - cut) + 5 && answer.points.allSatisfy { $0 == 3 }
            && answer.warnings.isEmpty
        }
      }
      #expect(try await Answer(Self.coverage, iapetus, range: range).points.allSatisfy { $0 == 1 })
      try await eventually("no alert is left") {
        try await iapetus.data("/api/v1/alerts")["alerts"].array.isEmpty
      }
    }
  }
}

/// What a query was answered, with what stands beside the data.
private struct Answer: CustomStringConvertible {
  let description: String
  let warnings: [String]
  /// Of the first series: one point of an instant query.
  let points: [Double]
  /// Who contributed.
  let coverage: JSONValue

  var value: Double? { points.count == 1 ? points[0] : nil }

  /// - Parameter range: `start`, `end` and `step`; empty for an instant query.
  init(_ query: String, _ server: ServerProcess, range: [(String, String)] = []) async throws {
    let path = range.isEmpty ? "/api/v1/query" : "/api/v1/query_range"
    let answer = try await HTTP.get(path, [("query", query)] + range, port: server.port)
    guard answer.status == 200 else { throw Failure("\(query): \(answer.status) \(answer.text)") }
    description = answer.text
    let json = try answer.json()
    warnings = json["warnings"].array.compactMap(\.string)
    coverage = json["iapetus"]["coverage"]
    let first = json["data"]["result"][0]
    points = range.isEmpty ? [InstantSample(first).value] : SeriesSamples(first).samples.map(\.value)
  }
}
