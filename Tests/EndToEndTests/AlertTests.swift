import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// From a child's sample to the pager, through Debian's alertmanager.
  struct AlertTests {
    private let child: FakeChild
    private let pager = Pager()
    private let folder = TemporaryDirectory()

    init() throws {
      child = FakeChild(Self.load(1))
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

    private func config(alertmanagers: String, children: String? = nil) -> String {
      """
      global:
        scrape_interval: 500ms
        scrape_timeout: 500ms
        external_labels: {region: world, replica: one}
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

    @Test func `children and alertmanagers that a server lists are found; an alert pages once, and its end once`()
      async throws
    {
      let member = try await AlertmanagerProcess(paging: pager)
      let lists = (list([member.address]), list([child.address]))
      let iapetus = try await ServerProcess(
        config: config(
          alertmanagers: "http_sd_configs: [{url: '\(lists.0.url)', refresh_interval: 500ms}]",
          children: "http_sd_configs: [{url: '\(lists.1.url)', refresh_interval: 500ms}]"),
        flags: ["--rules.alert.resend-delay=1s"])
      try await eventually("it knows the child and the alertmanager") {
        let urls = try await iapetus.data("/api/v1/alertmanagers")["activeAlertmanagers"].array
        return try await iapetus.value("job:load:sum") == 1 && urls.count == 1
      }
      lists.0.stop()
      lists.1.stop()

      child.behave(Self.load(40))
      try await eventually("it pages, though the lists are away") { !pager.pages.isEmpty }
      try await eventually("that is noticed") {
        try await iapetus.metric("prometheus_sd_http_failures_total")[""].map { $0 >= 2 } == true
      }
      child.behave(Self.load(1))
      try await eventually("its end is told") { !pager.pages(of: "LoadIsHigh", status: "resolved").isEmpty }
      #expect(pager.pages.map(\.status) == ["firing", "resolved"])
      #expect(
        pager.pages[0].labels == [
          "alertname": "LoadIsHigh", "severity": "page", "job": "api", "cluster": "eu-1", "region": "world",
        ])
    }

    @Test func `amtool sees the alert as iapetus means it`() async throws {
      let member = try await AlertmanagerProcess(paging: pager)
      let iapetus = try await ServerProcess(
        config: config(alertmanagers: "static_configs: [{targets: ['\(member.address)']}]"),
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
        config: config(alertmanagers: "static_configs: [{targets: ['127.0.0.1:\(dead)']}]"))
      child.behave(Self.load(40))
      try await eventually("it has tried") {
        try await iapetus.metric("prometheus_notifications_errors_total").values.contains { $0 >= 1 }
      }
      iapetus.process.send(SIGTERM)
      #expect(try await iapetus.process.exitCode(within: .seconds(20)) == 0)
    }
  }
}
