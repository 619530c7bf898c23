import Testing

extension EndToEnd {
  /// What others of the Prometheus world make of iapetus: promtool and a parent, both Debian's.
  struct NeighboursTests {
    private let child: FakeChild
    private let iapetus: ServerProcess

    init() async throws {
      let names = (1...3).map { "job:requests:rate5m{job=\"api-\($0)\",cluster=\"eu-1\",instance=\"\",replica=\"a\"}" }
      child = FakeChild(.series(names.enumerated().map { ($1, Double($0) + 0.5) }))
      iapetus = try await ServerProcess(
        config: """
          global: {scrape_interval: 500ms, scrape_timeout: 500ms, external_labels: {region: world}}
          scrape_configs:
            - job_name: federate
              metrics_path: /federate
              static_configs: [{targets: ['\(child.address)'], labels: {cluster: eu-1, replica: a}}]
          """)
      let iapetus = self.iapetus
      try await eventually("the child is in") { try await iapetus.vector("job:requests:rate5m").count == 3 }
    }

    @Test func `promtool's queries are answered`() async throws {
      let instant = try await promtool("instant", iapetus.url, "sum(job:requests:rate5m)")
      #expect(instant.output.hasPrefix("{} => 4.5 @["), "\(instant)")

      let now = Int(Clock.seconds())
      let range = try await promtool(
        "range", "--start=\(now - 2)", "--end=\(now + 1)", "--step=1s", iapetus.url, "job:requests:rate5m{job='api-2'}")
      #expect(range.code == 0 && range.output.contains("1.5 @["), "\(range)")

      let series = try await promtool("series", "--match=job:requests:rate5m", iapetus.url)
      #expect(series.code == 0 && series.output.split(separator: "\n").count == 3, "\(series)")

      let labels = try await promtool("labels", iapetus.url, "job")
      #expect(labels.code == 0 && labels.output.split(separator: "\n").contains("api-3"), "\(labels)")
    }

    @Test func `promtool is told what is wrong with a query`() async throws {
      let answer = try await promtool("instant", iapetus.url, "sum(")
      #expect(answer.code != 0 && answer.output.contains("parse error"), "\(answer)")
    }

    @Test func `a Prometheus above can federate from it`() async throws {
      let address = "127.0.0.1:\(iapetus.port)"
      let parent = try await PrometheusProcess { _ in
        """
          - job_name: federate
            honor_labels: true
            metrics_path: /federate
            params: {'match[]': ['{__name__=~"job:.*"}']}
            static_configs: [{targets: ['\(address)']}]
        """
      }
      try await eventually("the parent has the series") {
        try await parent.vector("job:requests:rate5m").count == 3
      }
      let sample = try #require(try await parent.vector("job:requests:rate5m{job='api-2'}").first)
      #expect(sample.value == 1.5)
      #expect(sample.labels["region"] == "world", "external labels are on what leaves")
      #expect(sample.labels["cluster"] == "eu-1")
    }

    private func promtool(_ arguments: String...) async throws -> (code: CInt, output: String) {
      try await ChildProcess.run(["promtool", "query"] + arguments)
    }
  }
}
