import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// A cluster whose servers die: nothing evaluates there, so what is missing cannot be fetched later either.
  struct CompletenessTests {
    private static let sum = "sum(cluster:targets:count)"
    private static let rules = """
      groups:
        - name: federation
          rules:
            - {record: 'cluster:targets:count', expr: count(up)}
      """

    @Test func `an outage is remembered: over a restart, and after the cluster is back`() async throws {
      let fleet = try await Fleet(targetCounts: ["eu-1": 1, "us-1": 1], rules: Self.rules)
      defer { withExtendedLifetime(fleet) {} }
      let before = try await ServerProcess(config: fleet.config)
      try await eventually("both clusters are in") { try await before.value(Self.sum) == 2 }
      #expect(try await missing(before) == [])
      // A history without a hole.
      try await Task.sleep(for: .seconds(5))

      let death = Clock.seconds()
      for replica in fleet.replicas where replica.cluster == "us-1" { replica.prometheus.process.end(by: SIGKILL) }
      try await eventually("the cluster is dark") { try await missing(before) == ["us-1"] }
      let since = try await sinceWhen(before)
      let refused = try await ask(before, [("partial_response", "false")])
      #expect(refused.status == 422 && refused.text.contains("us-1"), "\(refused.status) \(refused.text)")

      before.process.end(by: SIGKILL)
      let after = try await ServerProcess(config: nil, in: before.folder)
      #expect(try await missing(after) == ["us-1"], "a dark cluster is no less dark after a restart")
      #expect(try await sinceWhen(after) == since)

      for replica in fleet.replicas where replica.cluster == "us-1" { try await replica.prometheus.restart() }
      try await eventually("the cluster is back") {
        let isThere = try await after.value(Self.sum) == 2
        let missing = try await missing(after)
        return isThere && missing == []
      }
      let across = [("start", "\(death - 2)"), ("end", "\(Clock.seconds())"), ("step", "1")]
      #expect(try await missing(after, across).contains("us-1"), "the hole stays")
      #expect(try await missing(after, [("start", "\(death - 4)"), ("end", "\(death - 3)"), ("step", "1")]) == [])
    }

    @Test func `a declared cluster that nobody scrapes is missing, until it is declared no longer`() async throws {
      let fleet = try await Fleet(targetCounts: ["eu-1": 1], rules: Self.rules)
      defer { withExtendedLifetime(fleet) {} }
      let iapetus = try await ServerProcess(
        config: fleet.config + "clusters: {expected: [eu-1, asia-1]}\n", flags: ["--web.enable-lifecycle"])
      try await eventually("the other one is in") { try await iapetus.value(Self.sum) == 1 }
      try await eventually("it is missing") { try await missing(iapetus) == ["asia-1"] }
      #expect(try await ask(iapetus).text.contains("(never seen)"))
      try iapetus.writeConfig(fleet.config)
      #expect(try await HTTP.post("/-/reload", port: iapetus.port).status == 200)
      #expect(try await missing(iapetus) == [])
    }

    /// The clusters that the sum lacks; of a range, if there are parameters for one.
    private func missing(_ iapetus: ServerProcess, _ range: [(String, String)] = []) async throws -> [String] {
      let answer = try await ask(iapetus, range)
      guard answer.status == 200 else { throw Failure("\(answer.status) \(answer.text)") }
      let json = try answer.json()
      let names = json["iapetus"]["coverage"]["missing"].array.compactMap { $0["cluster"].string }
      let warnings = json["warnings"].array.compactMap(\.string).filter { $0.hasPrefix("iapetus: partial result: ") }
      guard warnings.count == names.count else { throw Failure("coverage and warnings differ: \(answer.text)") }
      return names
    }

    private func sinceWhen(_ iapetus: ServerProcess) async throws -> String? {
      try await ask(iapetus).json()["iapetus"]["coverage"]["missing"][0]["since"].string
    }

    private func ask(_ iapetus: ServerProcess, _ parameters: [(String, String)] = []) async throws -> HTTPAnswer {
      let isRange = parameters.contains { $0.0 == "step" }
      return try await HTTP.get(
        isRange ? "/api/v1/query_range" : "/api/v1/query", [("query", Self.sum)] + parameters, port: iapetus.port)
    }
  }
}
