import Budget
import TestSupport
import Testing
import Threads
import TimeSeries

@testable import Scrape

struct ScrapeCycleTests {
  private static let two = [(name: "job:a:sum", job: "x"), (name: "job:b:sum", job: "y")]

  @Test func `stores samples with the child's own timestamps, and up beside them`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.two, at: 900, value: 12.5))
    var cycle = try child.cycle()
    let report = await cycle.run(at: 1000)
    #expect(report?.error == nil)
    #expect(report?.lag == 100)
    #expect(report?.identity == Identity(cluster: "eu", replica: "a"))
    #expect(child.recorder.series == [FederatedBody.labels("job:a:sum", "x"), FederatedBody.labels("job:b:sum", "y")])
    let samples = child.recorder.samples(FederatedBody.labels("job:a:sum", "x"))
    #expect(samples.map(\.time) == [900])
    #expect(samples.map(\.value) == [12.5])
    #expect(child.up() == [1])
    #expect(child.recorder.batchSizes == [7])
  }

  @Test func `the same timestamp again is lag, and stores nothing`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.two, at: 900))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 1000)
    let report = await cycle.run(at: 16_000)
    #expect(report?.lag == 15_100)
    #expect(child.recorder.batchSizes == [7, 5])
  }

  @Test func `writes the synthetic series of Prometheus`() async throws {
    let child = try ChildFixture("job:b:c 1\n# a comment\njob:e:f 2\n")
    let drop = try RelabelRule(sourceLabels: ["__name__"], regex: "job:e.*", action: .drop)
    var cycle = try child.cycle {
      $0.metricRelabelRules = [drop]
      $0.extraScrapeMetrics = true
      $0.sampleLimit = 7
    }
    _ = await cycle.run(at: 1000)
    func value(_ name: String) -> Double? {
      child.recorder.samples(["__name__": name, "instance": child.instance, "job": "federate"]).first?.value
    }
    #expect(value("up") == 1)
    #expect(value("scrape_samples_scraped") == 2)
    #expect(value("scrape_samples_post_metric_relabeling") == 1)
    #expect(value("scrape_series_added") == 1)
    #expect(value("scrape_timeout_seconds") == 2)
    #expect(value("scrape_sample_limit") == 7)
    #expect(value("scrape_body_size_bytes") == 32)
    #expect((value("scrape_duration_seconds") ?? 0) > 0)
  }

  @Test func `a batch that cannot be stored changes nothing, and is offered again`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.two, at: 900))
    var cycle = try child.cycle { $0.seriesBudget = BudgetPolicy(limit: 10) }
    child.recorder.fail(true)
    let failed = await cycle.run(at: 1000)
    #expect(failed?.error?.reason == .storage)
    child.recorder.fail(false)
    let report = await cycle.run(at: 16_000)
    #expect(report?.error == nil)
    #expect(child.recorder.samples(FederatedBody.labels("job:a:sum", "x")).map(\.time) == [900])
    #expect(cycle.budget?.ledger.withLock { $0.activeCount } == 2)
    // And once more between two good ones: what the failed one had seen comes again.
    child.answers(FederatedBody.of(Self.two, at: 30_000))
    child.recorder.fail(true)
    _ = await cycle.run(at: 31_000)
    child.recorder.fail(false)
    _ = await cycle.run(at: 46_000)
    #expect(child.recorder.samples(FederatedBody.labels("job:a:sum", "x")).map(\.time) == [900, 30_000])
  }

  @Test func `a parse error fails the whole body and loses no sample of the next one`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.two, at: 900))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 1000)
    child.answers(FederatedBody.of(Self.two, at: 15_900) + "job:c:sum{ 1\n")
    let report = await cycle.run(at: 16_000)
    #expect(report?.error?.reason == .parse)
    #expect(report?.error?.description.contains("line 5, column") == true)
    child.answers(FederatedBody.of(Self.two, at: 15_900))
    _ = await cycle.run(at: 31_000)
    #expect(child.recorder.samples(FederatedBody.labels("job:b:sum", "y")).map(\.time) == [900, 15_900])
    #expect(child.up() == [1, 0, 1])
  }

  @Test func `without timestamps the tick is the time`() async throws {
    let child = try ChildFixture("a 1\nb{c=\"d\"} 2\n")
    var cycle = try child.cycle(path: "/metrics")
    _ = await cycle.run(at: 1000)
    _ = await cycle.run(at: 16_000)
    let labels: Labels = ["__name__": "b", "c": "d", "instance": child.instance, "job": "federate"]
    #expect(child.recorder.samples(labels).map(\.time) == [1000, 16_000])
  }

  @Test func `honor_timestamps false takes the tick`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.two, at: 900))
    var cycle = try child.cycle { $0.honorTimestamps = false }
    _ = await cycle.run(at: 1000)
    _ = await cycle.run(at: 16_000)
    #expect(child.recorder.samples(FederatedBody.labels("job:a:sum", "x")).map(\.time) == [1000, 16_000])
  }

  @Test func `too many samples fail the scrape`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.two, at: 900))
    var cycle = try child.cycle { $0.sampleLimit = 1 }
    let report = await cycle.run(at: 1000)
    #expect(report?.error?.reason == .sampleLimit)
    #expect(child.recorder.series.isEmpty)
    #expect(child.up() == [0])
  }

  @Test func `two children that are one replica: the second is refused`() async throws {
    let first = try ChildFixture(FederatedBody.of(Self.two, at: 900))
    let second = try ChildFixture(FederatedBody.of(Self.two, at: 900), sharing: first)
    var (one, two) = (try first.cycle(), try second.cycle())
    #expect(await one.run(at: 1000)?.error == nil)
    let report = await two.run(at: 1000)
    #expect(report?.error?.reason == .identity)
    #expect(report?.error?.description.contains(first.server.url) == true)
    // The first one is gone for three scrapes: now the second may be it.
    first.server.stop()
    for scrape in 1...3 { _ = await one.run(at: Timestamp(scrape) * 15_000 + 1000) }
    #expect(await two.run(at: 61_000)?.error == nil)
  }

  @Test func `a replica that the configuration names is not taken by a child that only says so`() async throws {
    let thief = try ChildFixture(FederatedBody.of(Self.two, at: 900))
    let owner = try ChildFixture(FederatedBody.of(Self.two, at: 15_900), sharing: thief)
    var stealing = try thief.cycle()
    var owning = try owner.cycle(labels: ["cluster": "eu", "replica": "a"])
    #expect(await stealing.run(at: 1000)?.error == nil)
    #expect(await owning.run(at: 16_000)?.error == nil)
    #expect(await stealing.run(at: 16_000)?.error?.reason == .identity)
    #expect(await owning.run(at: 31_000)?.error == nil)
  }

  @Test func `series of another cluster are refused`() async throws {
    let foreign = FederatedBody.of([(name: "job:z:sum", job: "z")], at: 900, cluster: "us")
    let child = try ChildFixture(FederatedBody.of(Self.two, at: 900) + foreign)
    var cycle = try child.cycle()
    let report = await cycle.run(at: 1000)
    #expect(report?.error == nil)
    #expect(report?.refusedCount == 1)
    #expect(child.recorder.series.count == 2)
    let refused = cycle.budget?.ledger.withLock { $0.status.refusedMetrics } ?? []
    #expect(refused.map(\.reason) == [.foreignCluster])
    #expect(refused.first?.examples.first?["cluster"] == "us")
  }

  @Test func `raw series of a federation job are refused unless allowed`() async throws {
    let child = try ChildFixture("node_load1{cluster=\"eu\"} 1 900\njob:a:sum{cluster=\"eu\"} 1 900\n")
    var strict = try child.cycle()
    #expect(await strict.run(at: 1000)?.refusedCount == 1)
    var lenient = try child.cycle {
      $0.allowRaw = true
      $0.params = ["match[]": ["{__name__=~\".+\"}"]]
    }
    #expect(await lenient.run(at: 1000)?.refusedCount == 0)
  }

  @Test func `names that nobody asked for are refused, whatever metric relabelling makes of the others`() async throws {
    let lines = ["job:a:sum", "cluster:a:sum", "node:a:sum"].map { "\($0){cluster=\"eu\"} 1 900\n" }
    let child = try ChildFixture(lines.joined())
    let renaming = try RelabelRule(
      sourceLabels: ["__name__"], regex: "job:(.*)", targetLabel: "__name__", replacement: "own:$1")
    var cycle = try child.cycle { $0.metricRelabelRules = [renaming] }
    let report = await cycle.run(at: 1000)
    #expect(report?.error == nil && report?.refusedCounts[RefusalReason.notRequested.index] == 1)
    #expect(child.recorder.series.map(\.metricName) == ["cluster:a:sum", "own:a:sum"])
    let refused = cycle.budget?.ledger.withLock { $0.status.refusedMetrics } ?? []
    #expect(refused.map(\.metric) == ["node:a:sum"] && refused.map(\.reason) == [.notRequested])
  }
}
