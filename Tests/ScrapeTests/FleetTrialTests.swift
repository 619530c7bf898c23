import Budget
import Discovery
import Logging
import Outbound
import Telemetry
import TestSupport
import Testing
import TimeSeries

@testable import Scrape

struct FleetTrialTests {
  private static let series = (0..<30).map { (name: "job:m\($0 % 3):sum", job: "j\($0)") }

  private static func server(cluster: String, replica: String) -> LoopbackServer {
    LoopbackServer { _ in
      LoopbackStep.metrics(FederatedBody.of(series, at: Clock.now() - 1000, cluster: cluster, replica: replica))
    }
  }

  private static func config(_ name: String, _ addresses: [String]) -> ScrapeConfig {
    var config = ScrapeConfig(
      jobName: name, metricsPath: "/federate", scrapeInterval: 15_000, scrapeTimeout: 5000)
    config.staticConfigs = [StaticDiscoveryConfig(targets: addresses)]
    return config
  }

  private static func trial(_ configs: [ScrapeConfig]) throws -> FleetTrial {
    try FleetTrial(
      ScrapeSettings(configs: configs), client: HTTPClient(), logger: Logger(label: "test"), concurrencyMax: 2,
      discoveryTimeout: 10_000)
  }

  @Test func `each child is told by what it costs, and each cluster by what it would be refused`() async throws {
    let servers =
      ["a", "b"].map { Self.server(cluster: "eu", replica: $0) } + [Self.server(cluster: "us", replica: "a")]
    var config = Self.config("federate", servers.map { "127.0.0.1:\($0.port)" })
    config.seriesBudget = BudgetPolicy(limit: 12)
    let report = await (try Self.trial([config])).run()
    #expect(report.isGood && report.problems.isEmpty)
    #expect(Set(report.children.map { $0.cluster + $0.replica }) == ["eua", "eub", "usa"])
    for child in report.children {
      #expect(child.seriesCount == 12 && child.refused == ["budget": 18] && child.sampleCount == 30)
      #expect(child.bodyByteCount > 1000 && child.wireByteCount > 0 && child.durationSeconds > 0)
      #expect(child.lagSeconds != nil && child.requestCount == 1)
    }
    #expect(report.clusters.map(\.cluster) == ["eu", "us"])
    for cluster in report.clusters {
      #expect(cluster.active == 12 && cluster.refused == 18 && cluster.limit == 12)
      #expect(cluster.refusedMetrics.map(\.series).reduce(0, +) == 18)
      #expect(cluster.refusedMetrics.first?.example["cluster"] == cluster.cluster)
    }
    #expect(servers.allSatisfy { $0.requests.count == 1 })
  }

  @Test func `who does not answer, who is somebody else, and jobs without a child fail`() async throws {
    let twins = (0..<2).map { _ in Self.server(cluster: "eu", replica: "a") }
    let dead = Self.server(cluster: "us", replica: "a")
    dead.stop()
    let report = await
      (try Self.trial([
        Self.config("federate", (twins + [dead]).map { "127.0.0.1:\($0.port)" }), Self.config("empty", []),
      ])).run()
    #expect(!report.isGood)
    #expect(report.children.count { $0.isGood } == 1)
    #expect(Set(report.children.compactMap(\.failure)) == [.identity, .connectionRefused])
    #expect(report.problems == ["job empty has no child: discovery finds no target"])
  }

  @Test func `too many targets, and series that are no aggregates`() async throws {
    let raw = LoopbackServer { _ in
      LoopbackStep.metrics("up{cluster=\"eu\"} 1\nnode:a:sum{cluster=\"eu\"} 1\njob:a:sum{cluster=\"eu\"} 1\n")
    }
    var limited = Self.config("limited", ["127.0.0.1:1", "127.0.0.1:2"])
    limited.targetLimit = 1
    let report = await (try Self.trial([Self.config("raw", ["127.0.0.1:\(raw.port)"]), limited])).run()
    #expect(report.children.filter { $0.job == "limited" }.map(\.failure) == [.targetLimit, .targetLimit])
    let child = try #require(report.children.first { $0.job == "raw" })
    #expect(child.isGood && child.refused == ["not_aggregated": 1, "not_requested": 1] && child.seriesCount == 1)
  }
}
