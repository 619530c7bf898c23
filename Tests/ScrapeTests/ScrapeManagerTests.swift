import Budget
import Discovery
import Fleet
import Logging
import Outbound
import Storage
import TSDB
import Telemetry
import TestSupport
import Testing
import TimeSeries

@testable import Scrape

struct ScrapeManagerTests {
  private let folder = TemporaryDirectory()

  private func federation(_ servers: [LoopbackServer], interval: Milliseconds = 200) -> ScrapeConfig {
    var config = ScrapeConfig(
      jobName: "federate", metricsPath: "/federate", scrapeInterval: interval, scrapeTimeout: interval)
    config.staticConfigs = [StaticDiscoveryConfig(targets: servers.map { "127.0.0.1:\($0.port)" })]
    return config
  }

  private func server(_ replica: String, delay: Double = 0) -> LoopbackServer {
    LoopbackServer { _ in
      let body = FederatedBody.of([(name: "job:a:sum", job: "x")], at: Clock.now(), replica: replica)
      return [.pause(seconds: delay)] + LoopbackStep.metrics(body)
    }
  }

  /// Waits until `condition` holds; `false` after two minutes.
  private func wait(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<6000 {
      if condition() { return true }
      try await Task.sleep(for: .milliseconds(20))
    }
    return false
  }

  private func manager(_ storage: any Appendable, _ registry: Registry = Registry()) throws -> ScrapeManager {
    try ScrapeManager(
      storage: storage, client: HTTPClient(), clusters: try ClusterBook(storage: storage, now: Clock.now),
      registry: registry, logger: Logger(label: "test"), now: Clock.now)
  }

  @Test func `scrapes into a real store, both replicas at one tick, and shows it`() async throws {
    let (first, second) = (server("a"), server("b"))
    let database = try TimeSeriesDatabase(
      TimeSeriesSettings(path: folder.path + "/data"), registry: Registry(), logger: Logger(label: "test"))
    let registry = Registry()
    let manager = try manager(database, registry)
    try manager.apply(ScrapeSettings(configs: [federation([first, second])]))
    let run = Task { try await manager.run() }
    #expect(try await wait { manager.targets().active.count { $0.health == .up && $0.lag != nil } == 2 })
    // Phases meet once the identities are known.
    #expect(try await wait { Set(manager.targets().active.map(\.lastScrape)).count == 1 })
    run.cancel()
    try await run.value
    let status = manager.targets().active
    #expect(status.map(\.cluster) == ["eu", "eu"])
    #expect(Set(status.map(\.replica)) == ["a", "b"])
    #expect(manager.budgets().map(\.activeCount) == [1])
    let range = SelectRange(from: 0, through: .max)
    let selection = try database.select([LabelMatcher("__name__", equals: "job:a:sum")], range)
    #expect(selection.labels.count == 2)
    let active = registry.families().first { $0.name == "iapetus_cluster_series_active" }
    #expect(active?.samples.first?.value == 1)
    await database.close()
  }

  @Test func `a slow child delays no other`() async throws {
    let (quick, slow) = (server("a"), server("b", delay: 600))
    let manager = try manager(BatchRecorder())
    var patient = federation([slow], interval: 4000)
    patient.jobName = "patient"
    // Asked again as soon as its time is up: there is no moment at which the quick one is alone.
    patient.backoff.max = 0
    try manager.apply(ScrapeSettings(configs: [federation([quick], interval: 100), patient]))
    let run = Task { try await manager.run() }
    var begun = (count: 0, quickCount: 0)
    let isFree = try await wait {
      let count = slow.requests.count
      if count != begun.count { begun = (count, quick.requests.count) }
      return count > 0 && quick.requests.count >= begun.quickCount + 5
    }
    #expect(isFree, "while one scrape of the slow one goes on the quick one is scraped several times")
    #expect(try await wait { manager.targets().active.contains { $0.lastErrorReason == "timeout" } })
    run.cancel()
    try await run.value
  }

  @Test func `a reload starts, stops and keeps children`() async throws {
    let (first, second) = (server("a"), server("b"))
    let manager = try manager(BatchRecorder())
    try manager.apply(ScrapeSettings(configs: [federation([first])]))
    let run = Task { try await manager.run() }
    #expect(try await wait { manager.targets().active.map(\.health) == [.up] })
    try manager.apply(ScrapeSettings(configs: [federation([first, second], interval: 300)]))
    #expect(try await wait { manager.targets().active.map(\.scrapeInterval) == [300, 300] })
    #expect(try await wait { manager.targets().active.allSatisfy { $0.health == .up } })
    #expect(throws: ScrapeSettingsError.self) {
      try manager.apply(ScrapeSettings(configs: [federation([first]), federation([second])]))
    }
    #expect(manager.targets().active.count == 2)
    try manager.apply(ScrapeSettings(configs: []))
    #expect(try await wait { manager.targets().active.isEmpty })
    run.cancel()
    try await run.value
  }

  @Test func `more targets than allowed fail all, and relabelling drops are shown`() async throws {
    let (first, second) = (server("a"), server("b"))
    let manager = try manager(BatchRecorder())
    var config = federation([first, second])
    config.targetLimit = 1
    var dropping = federation([first])
    dropping.jobName = "dropping"
    dropping.relabelRules = [try RelabelRule(sourceLabels: ["__address__"], regex: ".*", action: .drop)]
    try manager.apply(ScrapeSettings(configs: [config, dropping]))
    let run = Task { try await manager.run() }
    #expect(try await wait { manager.targets().active.count { $0.lastErrorReason == "target_limit" } == 2 })
    run.cancel()
    try await run.value
    #expect(manager.targets().droppedCounts["dropping"] == 1)
    #expect(manager.targets().dropped.map(\.scrapePool) == ["dropping"])
    #expect(first.requests.isEmpty)
  }
}
