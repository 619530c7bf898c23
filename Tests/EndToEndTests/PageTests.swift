import TestSupport
import Testing

extension EndToEnd {
  /// The page at `/` in a real browser, Debian's chromium.
  struct PageTests {
    private let children: [FakeChild]
    private let iapetus: ServerProcess

    init() async throws {
      children = ["eu-1", "us-1"].map { cluster in
        FakeChild(.series((0..<7).map { ("job:load:sum{cluster=\"\(cluster)\",n=\"\($0)\"}", Double($0)) }))
      }
      let targets = zip(children, ["eu-1", "us-1"]).map { "{targets: ['\($0.address)'], labels: {cluster: \($1)}}" }
      let folder = TemporaryDirectory()
      try Files.write(
        "groups: [{name: g, interval: 1s, rules: [{alert: LoadIsThere, expr: 'sum by (n) (job:load:sum{n=\"1\"})'}]}]",
        to: folder.path + "/rules.yml")
      iapetus = try await ServerProcess(
        config: """
          global: {scrape_interval: 500ms, scrape_timeout: 500ms}
          rule_files: [rules.yml]
          alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:1']}]}]}
          scrape_configs:
            - job_name: federate
              metrics_path: /federate
              series_budget: {limit: 321}
              static_configs: [\(targets.joined(separator: ", "))]
          """, in: folder)
      let iapetus = self.iapetus
      try await eventually("both children are in") { try await iapetus.value("count(job:load:sum)") == 14 }
      try await eventually("there is something to draw") {
        try await iapetus.series("job:load:sum{n='1',cluster='eu-1'}[1m]").first.map { $0.samples.count > 4 } == true
      }
    }

    @Test func `it shows the children and their budgets`() async throws {
      let page = try await page("/")
      for child in children { #expect(page.contains(child.address), "\(child.address) is missing in \(page)") }
      for word in ["eu-1", "us-1", "321"] { #expect(page.contains(word), "\(word) is missing") }
    }

    @Test func `it shows what fires, and whether somebody hears of it`() async throws {
      let iapetus = self.iapetus
      try await eventually("the alert fires") {
        let told = try await iapetus.data("/api/v1/alertmanagers")["activeAlertmanagers"][0]["iapetus"]
        return told["lastError"].string?.isEmpty == false
      }
      let page = try await page("/")
      for word in ["LoadIsThere", "firing", "127.0.0.1:1", "(failing"] {
        #expect(page.contains(word), "\(word) is missing in \(page)")
      }
    }

    @Test func `it draws what a query answers`() async throws {
      let page = try await page("/graph?g0.expr=job%3Aload%3Asum%20%2B%20100&g0.tab=0&g0.range_input=5m")
      #expect(page.contains("14 series over time"), "\(page)")
      #expect(page.ranges(of: "<path").count >= 14, "a line for each series")
      #expect(page.contains("106"), "the scale reaches the largest value")
    }

    @Test func `it says what is wrong with a query`() async throws {
      let page = try await page("/graph?g0.expr=sum%28&g0.tab=1")
      #expect(page.contains("parse error"), "\(page)")
    }

    private func page(_ path: String) async throws -> String { try await Browser.page(iapetus.url + path) }
  }
}
