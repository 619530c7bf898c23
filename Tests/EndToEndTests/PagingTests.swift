import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// Two iapetus of one configuration, three alertmanagers that gossip, and somebody who must be woken once.
  struct PagingTests {
    private let pager = Pager()
    private let children = [FakeChild(.series([])), FakeChild(.series([]))]

    private static let flags = ["--rules.alert.resend-delay=1s"]
    private static let rules = """
      groups:
        - name: load
          interval: 1s
          rules:
            - alert: LoadIsHigh
              expr: job:load:sum > 10
              labels: {severity: page}
              annotations: {summary: '{{ $labels.job }} has {{ $value }}'}
      """

    /// - Parameter twin: what an operator calls this one of the two.
    private func server(_ twin: String, _ alertmanagers: [AlertmanagerProcess]) async throws -> ServerProcess {
      let targets = zip(children, ["a", "b"]).map {
        "{targets: ['\($0.address)'], labels: {cluster: eu-1, replica: \($1)}}"
      }
      let folder = TemporaryDirectory()
      try Files.write(Self.rules, to: folder.path + "/rules.yml")
      return try await ServerProcess(
        config: """
          global: {scrape_interval: 500ms, scrape_timeout: 500ms, external_labels: {region: world, replica: \(twin)}}
          rule_files: [rules.yml]
          alerting:
            alertmanagers:
              - static_configs: [{targets: [\(alertmanagers.map { "'\($0.address)'" }.joined(separator: ", "))]}]
          scrape_configs:
            - job_name: federate
              metrics_path: /federate
              static_configs: [\(targets.joined(separator: ", "))]
          """, flags: Self.flags, in: folder)
    }

    /// The load of these jobs is high from now on, that of all others is not.
    private func overload(_ jobs: String...) {
      let lines = ["web", "api", "db"].map {
        ("job:load:sum{job=\"\($0)\",instance=\"\"}", jobs.contains($0) ? 40.0 : 4)
      }
      for child in children { child.behave(.series(lines)) }
    }

    private func pages(_ job: String, _ status: String = "firing") -> Int {
      pager.pages(of: "LoadIsHigh", status: status).count { $0.labels["job"] == job }
    }

    @Test func `each alert pages once, whoever dies on the way`() async throws {
      overload()
      var alertmanagers = try await AlertmanagerProcess.cluster(of: 3, paging: pager)
      try await eventually("the alertmanagers know each other") { try await alertmanagers[0].clusterSize() == 3 }
      let twins = [try await server("one", alertmanagers), try await server("two", alertmanagers)]
      for twin in twins {
        try await eventually("its rules have run") { try await twin.vector("job:load:sum").count == 3 }
      }

      overload("web")
      try await eventually("somebody is woken for web") { self.pages("web") == 1 }
      for twin in twins { try await expectEveryAlertmanagerKnown(to: twin) }

      // An alertmanager that dies before it has told the others of a page is paged for again: that is its own promise.
      try await Task.sleep(for: .seconds(5))
      alertmanagers.removeFirst().process.end(by: SIGKILL)
      overload("web", "api")
      try await eventually("somebody is woken for api by those who are left") { self.pages("api") == 1 }

      twins[0].process.end(by: SIGKILL)
      overload("web", "api", "db")
      try await eventually("the twin that is left goes on") { self.pages("db") == 1 }
      try await reloadOtherWords(twins[1])
      let reborn = try await ServerProcess(config: nil, flags: Self.flags, in: twins[0].folder)
      try await eventually("the dead one is back, and its alerts with it") { try await self.firingCount(reborn) == 3 }
      // Longer than the dead twin's alerts are held to be true, and many times the interval at which they are sent.
      try await Task.sleep(for: .seconds(10))
      for job in ["web", "api", "db"] {
        #expect(pages(job) == 1, "\(job): \(pager.pages)")
        #expect(pages(job, "resolved") == 0, "\(job): \(pager.pages)")
      }
      expectLabels()

      overload()
      try await eventually("everybody may sleep again") {
        ["web", "api", "db"].allSatisfy { self.pages($0, "resolved") == 1 }
      }
    }

    /// Another annotation makes no other alert.
    private func reloadOtherWords(_ server: ServerProcess) async throws {
      let rules = Self.rules.replacing("has", with: "is at")
      try Files.write(rules, to: server.folder.path + "/rules.yml")
      server.process.send(SIGHUP)
      try await eventually("its alerts have other words") {
        let alerts = try await server.data("/api/v1/alerts")["alerts"].array
        return alerts.count == 3
          && alerts.allSatisfy { $0["annotations"].strings["summary"]?.contains(" is at ") == true }
      }
      #expect(try await firingCount(server) == 3)
    }

    private func firingCount(_ server: ServerProcess) async throws -> Int {
      try await server.data("/api/v1/alerts")["alerts"].array.count { $0["state"].string == "firing" }
    }

    private func expectEveryAlertmanagerKnown(to server: ServerProcess) async throws {
      let known = try await server.data("/api/v1/alertmanagers")["activeAlertmanagers"].array
      #expect(known.count == 3, "\(known)")
    }

    /// Those of the alert and of the world, and nothing that would tell one twin's alert from the other's.
    private func expectLabels() {
      for page in pager.pages {
        #expect(page.labels["region"] == "world" && page.labels["cluster"] == "eu-1", "\(page)")
        #expect(page.labels["replica"] == nil, "\(page)")
      }
    }
  }
}
