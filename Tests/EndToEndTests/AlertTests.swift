import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// From a child's sample to the pager: two iapetus of one configuration, three alertmanagers that gossip.
  struct AlertTests {
    private let child: FakeChild
    private let pager = Pager()
    private let folder = TemporaryDirectory()

    init() throws {
      child = FakeChild(Self.load(1))
      // One path for both servers: the slots of a group depend on it.
      try Files.write(
        """
        groups:
          - name: fleet
            interval: 1s
            rules:
              - alert: LoadIsHigh
                expr: job:load:sum > 10
                labels: {severity: page}
                annotations: {summary: '{{ $labels.job }} has {{ $value }}'}
        """, to: folder.path + "/rules.yml")
    }

    private static func load(_ value: Double) -> Behaviour {
      .series([("job:load:sum{job=\"api\",cluster=\"eu-1\",instance=\"\",replica=\"a\"}", value)])
    }

    /// - Parameter name: what tells this iapetus from its twin.
    private func config(_ name: String, alertmanagers: String, children: String? = nil) -> String {
      """
      global:
        scrape_interval: 500ms
        scrape_timeout: 500ms
        external_labels: {region: world, replica: \(name)}
      rule_files: ['\(folder.path)/rules.yml']
      alerting:
        alertmanagers:
          - \(alertmanagers)
      scrape_configs:
        - job_name: federate
          metrics_path: /federate
          \(children ?? "static_configs: [{targets: ['\(child.address)']}]")
      """
    }

    private func list(_ addresses: [String]) -> LoopbackServer {
      let body = #"[{"targets": [\#(addresses.map { "\"\($0)\"" }.joined(separator: ", "))]}]"#
      return LoopbackServer { _ in
        LoopbackStep.response(headers: [("Content-Type", "application/json")], body: Array(body.utf8))
      }
    }

    @Test func `two servers and three alertmanagers page once, also when one of each is killed`() async throws {
      let members = try await AlertmanagerProcess.cluster(of: 3, paging: pager)
      let addresses = members.map { "'\($0.address)'" }.joined(separator: ", ")
      let flags = ["--rules.alert.resend-delay=2s"]
      let first = try await ServerProcess(
        config: config("one", alertmanagers: "static_configs: [{targets: [\(addresses)]}]"), flags: flags)
      let lists = (list(members.map(\.address)), list([child.address]))
      let second = try await ServerProcess(
        config: config(
          "two", alertmanagers: "http_sd_configs: [{url: '\(lists.0.url)'}]",
          children: "http_sd_configs: [{url: '\(lists.1.url)'}]"), flags: flags)
      for iapetus in [first, second] {
        try await eventually("it knows the child and the alertmanagers") {
          let urls = try await iapetus.data("/api/v1/alertmanagers")["activeAlertmanagers"].array
          let value = try await iapetus.value("job:load:sum")
          return value == 1 && urls.count == 3
        }
      }
      try await eventually("the alertmanagers know each other") { try await members[0].clusterSize() == 3 }

      child.behave(Self.load(40))
      try await eventually("it pages") { !pager.pages.isEmpty }
      let labels = [
        "alertname": "LoadIsHigh", "severity": "page", "job": "api", "cluster": "eu-1", "region": "world",
      ]
      for member in members { #expect(try await member.alerts().map { $0["labels"].strings } == [labels]) }
      members[2].process.send(SIGKILL)
      first.process.send(SIGKILL)
      try await Task.sleep(for: .seconds(10))
      #expect(pager.pages(of: "LoadIsHigh").map(\.labels) == [labels])
      #expect(try await members[0].alerts().count == 1, "the other server says that it still fires")
      let errors = try await second.metric("prometheus_notifications_errors_total")
      #expect(errors.filter { $0.value > 0 }.keys.allSatisfy { $0.contains("\(members[2].port)") }, "\(errors)")

      child.behave(Self.load(1))
      try await eventually("its end is told") { !pager.pages(of: "LoadIsHigh", status: "resolved").isEmpty }
      try await Task.sleep(for: .seconds(4))
      #expect(pager.pages.count == 2, "\(pager.pages)")
      withExtendedLifetime(lists) {}
    }

    @Test func `amtool sees the alert as iapetus means it`() async throws {
      let member = try await AlertmanagerProcess(paging: pager)
      let iapetus = try await ServerProcess(
        config: config("one", alertmanagers: "static_configs: [{targets: ['\(member.address)']}]"),
        flags: ["--web.external-url=http://iapetus.example/"])
      child.behave(Self.load(40))
      try await eventually("it is there") { try await !member.alerts().isEmpty }
      let alert = try await member.alerts()[0]
      #expect(
        alert["generatorURL"].string == "http://iapetus.example/graph?g0.expr=job%3Aload%3Asum+%3E+10&g0.tab=1")
      #expect(alert["annotations"].strings["summary"] == "api has 40")
      let own = try await iapetus.data("/api/v1/alerts")["alerts"][0]
      #expect(own["state"].string == "firing")
      let seen = try await ChildProcess.run([
        "amtool", "--alertmanager.url=http://\(member.address)", "alert", "query", "alertname=LoadIsHigh",
      ])
      #expect(seen.code == 0 && seen.output.contains("api has 40"), "\(seen.output)")
    }

    @Test func `a dead alertmanager does not keep the server from ending`() async throws {
      let dead = try Loopback.freePort()
      let iapetus = try await ServerProcess(
        config: config("one", alertmanagers: "static_configs: [{targets: ['127.0.0.1:\(dead)']}]"))
      child.behave(Self.load(40))
      try await eventually("it has tried") {
        try await iapetus.metric("prometheus_notifications_errors_total").values.contains { $0 >= 1 }
      }
      iapetus.process.send(SIGTERM)
      #expect(try await iapetus.process.exitCode(within: .seconds(20)) == 0)
    }
  }
}
