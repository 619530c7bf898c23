import TestSupport
import Testing

extension EndToEnd {
  /// Recording and alerting rules over what two replicas deliver.
  struct RuleTests {
    private let children: [FakeChild]
    private let iapetus: ServerProcess

    init() async throws {
      children = ["a", "b"].map { _ in FakeChild(Self.load(["web": 3, "api": 4])) }
      let folder = TemporaryDirectory()
      try Files.write(
        """
        groups:
          - name: fleet
            interval: 1s
            rules:
              - {record: 'fleet:load:sum', expr: sum by (job) (job:load:sum), labels: {level: fleet}}
              - {record: 'fleet:load_doubled:sum', expr: 'fleet:load:sum * 2'}
              - alert: LoadIsHigh
                expr: job:load:sum > 10
                for: 2s
                labels: {severity: page}
                annotations: {summary: '{{ $labels.job }} has {{ $value }}'}
        """, to: folder.path + "/rules.yml")
      let targets = zip(children, ["a", "b"]).map {
        "{targets: ['\($0.address)'], labels: {cluster: eu-1, replica: \($1)}}"
      }
      iapetus = try await ServerProcess(
        config: """
          global: {scrape_interval: 500ms, scrape_timeout: 500ms}
          rule_files: [rules.yml]
          scrape_configs:
            - job_name: federate
              metrics_path: /federate
              static_configs: [\(targets.joined(separator: ", "))]
          """, in: folder)
    }

    /// As Prometheus delivers an aggregate: with an empty instance, so that it gets none of the target's.
    private static func load(_ jobs: [String: Double]) -> Behaviour {
      .series(jobs.map { ("job:load:sum{job=\"\($0)\",instance=\"\"}", $1) })
    }

    private func deliver(_ jobs: [String: Double]) {
      for child in children { child.behave(Self.load(jobs)) }
    }

    @Test func `what a recording rule makes is stored, each cluster counted once`() async throws {
      let iapetus = self.iapetus
      try await eventually("the second rule has read the first") {
        try await iapetus.value("fleet:load_doubled:sum{job='web'}") == 6
      }
      let sample = try #require(try await iapetus.vector("fleet:load:sum{job='api'}").first)
      #expect(sample.value == 4)
      #expect(sample.labels == ["__name__": "fleet:load:sum", "job": "api", "level": "fleet"])
      try await eventually("it has a history") {
        try await iapetus.series("fleet:load:sum{job='api'}[1m]").first.map { $0.samples.count >= 3 } == true
      }
      let group = try await iapetus.data("/api/v1/rules")["groups"][0]
      #expect(group["name"].string == "fleet")
      #expect(group["rules"].array.map { $0["health"].string } == ["ok", "ok", "ok"])
    }

    @Test func `an output that vanishes is gone with the next evaluation`() async throws {
      let iapetus = self.iapetus
      try await eventually("both jobs are in") { try await iapetus.vector("fleet:load:sum").count == 2 }
      deliver(["api": 4])
      try await eventually("one job is left", within: .seconds(20)) {
        try await iapetus.vector("fleet:load:sum").map(\.labels["job"]) == ["api"]
      }
    }

    @Test func `an alert is pending, then firing, then gone`() async throws {
      let iapetus = self.iapetus
      try await eventually("the rule has run") { try await iapetus.vector("fleet:load:sum").count == 2 }
      #expect(try await iapetus.data("/api/v1/alerts")["alerts"].array.isEmpty)
      deliver(["web": 3, "api": 40])
      var states: [String] = []
      try await eventually("it fires", within: .seconds(30)) {
        let state = try await iapetus.data("/api/v1/alerts")["alerts"][0]["state"].string
        if let state, states.last != state { states.append(state) }
        return state == "firing"
      }
      #expect(states == ["pending", "firing"])
      let alert = try await iapetus.data("/api/v1/alerts")["alerts"][0]
      #expect(alert["labels"].strings["severity"] == "page")
      #expect(alert["labels"].strings["alertname"] == "LoadIsHigh")
      #expect(alert["labels"].strings["replica"] == nil)
      #expect(alert["annotations"].strings["summary"] == "api has 40")
      #expect(try await iapetus.vector("ALERTS{alertstate='firing'}").count == 1)

      deliver(["web": 3, "api": 4])
      try await eventually("it is over", within: .seconds(20)) {
        try await iapetus.data("/api/v1/alerts")["alerts"].array.isEmpty
      }
    }
  }
}
