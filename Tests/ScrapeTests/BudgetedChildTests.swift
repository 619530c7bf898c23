import Budget
import Telemetry
import TestSupport
import Testing
import Threads
import TimeSeries

@testable import Scrape

/// Budgets as children meet them.
struct BudgetedChildTests {
  private static func series(_ range: Range<Int>) -> [(name: String, job: String)] {
    range.map { (name: "job:m:sum", job: "j\($0)") }
  }

  @Test func `ten times its budget: incumbents are complete, the rest is refused, up stays 1`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(0..<10), at: 900))
    var cycle = try child.cycle {
      $0.seriesBudget = BudgetPolicy(limit: 10)
      $0.bodySizeLimit = 1 << 20
    }
    _ = await cycle.run(at: 1000)
    for scrape in 1...3 {
      let time = Timestamp(scrape) * 15_000
      child.answers(FederatedBody.of(Self.series(0..<99), at: time))
      let report = await cycle.run(at: time + 1000)
      #expect(report?.error == nil)
      #expect(report?.refusedCount == 89)
    }
    #expect(child.recorder.series.count == 10)
    for number in 0..<10 {
      #expect(child.recorder.samples(FederatedBody.labels("job:m:sum", "j\(number)")).count == 4)
    }
    #expect(child.up() == [1, 1, 1, 1])
    #expect(child.context.metrics.refusedSamples["eu", "budget"].value == 3 * 89)
  }

  @Test func `both replicas store the same series, whichever came first`() async throws {
    let first = try ChildFixture(FederatedBody.of(Self.series(0..<30), at: 900, replica: "a"))
    let second = try ChildFixture(FederatedBody.of(Self.series(0..<30), at: 900, replica: "b"), sharing: first)
    let budget = BudgetPolicy(limit: 12)
    var one = try first.cycle { $0.seriesBudget = budget }
    var two = try second.cycle { $0.seriesBudget = budget }
    _ = await one.run(at: 1000)
    _ = await two.run(at: 1000)
    let stored = Dictionary(grouping: first.recorder.series) { $0["replica"] }
    #expect(stored["a"]?.count == 12)
    #expect(stored["a"]?.map { $0.removing(["replica"]) } == stored["b"]?.map { $0.removing(["replica"]) })
    #expect(one.budget?.ledger.withLock { $0.status.refusedCount } == 18)
  }

  @Test func `a refused series is stored as soon as there is room`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(0..<10), at: 900))
    let policy = BudgetPolicy(limit: 10, idleRelease: 60_000)
    var cycle = try child.cycle { $0.seriesBudget = policy }
    _ = await cycle.run(at: 1000)
    child.answers(FederatedBody.of(Self.series(0..<9) + Self.series(50..<52), at: 15_900))
    #expect(await cycle.run(at: 16_000)?.refusedCount == 2)
    // The tenth has gone; after a minute its slot is free, but only below 95 % are newcomers taken.
    for scrape in 2...10 {
      let time = Timestamp(scrape) * 15_000
      child.answers(FederatedBody.of(Self.series(0..<9) + Self.series(50..<52), at: time + 900))
      _ = await cycle.run(at: time + 1000)
    }
    let late = (50..<52).filter { !child.recorder.samples(FederatedBody.labels("job:m:sum", "j\($0)")).isEmpty }
    #expect(late.count == 1)
    #expect(cycle.budget?.ledger.withLock { $0.activeCount } == 10)
  }

  @Test func `evicted series end with a stale marker`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(0..<10), at: 900))
    var cycle = try child.cycle { $0.seriesBudget = BudgetPolicy(limit: 10) }
    _ = await cycle.run(at: 1000)
    await cycle.apply(
      try child.settings { $0.seriesBudget = BudgetPolicy(limit: 4, loweringGrace: 0) })
    for scrape in 1...2 {
      let time = Timestamp(scrape) * 15_000
      child.answers(FederatedBody.of(Self.series(0..<10), at: time + 900))
      _ = await cycle.run(at: time + 1000)
    }
    let ended = (0..<10).filter {
      child.recorder.samples(FederatedBody.labels("job:m:sum", "j\($0)")).last?.value == nil
    }
    #expect(ended.count == 6)
    #expect(cycle.budget?.ledger.withLock { $0.activeCount } == 4)
  }

  @Test func `a restart gives the same verdicts`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(0..<30), at: 900))
    let policy = BudgetPolicy(limit: 12)
    var cycle = try child.cycle { $0.seriesBudget = policy }
    _ = await cycle.run(at: 1000)
    let before = child.recorder.series
    let context = ScrapeContext(
      storage: child.recorder, client: child.context.client, book: try BudgetBook(child.recorder, at: 20_000),
      clusters: child.context.clusters, metrics: child.context.metrics, logger: child.context.logger,
      now: child.context.now)
    child.answers(FederatedBody.of(Array(Self.series(0..<30).reversed()), at: 15_900))
    var restarted = ScrapeCycle(
      try child.settings { $0.seriesBudget = policy }, child: ObjectIdentifier(child), context: context)
    #expect(await restarted.run(at: 20_000)?.refusedCount == 18)
    #expect(child.recorder.series == before)
  }

  @Test func `mode reject fails the scrape as sample_limit does`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(0..<11), at: 900))
    var cycle = try child.cycle { $0.seriesBudget = BudgetPolicy(limit: 10, mode: .reject) }
    let report = await cycle.run(at: 1000)
    #expect(report?.error?.reason == .seriesBudget)
    #expect(child.recorder.series.isEmpty)
  }

  @Test func `what is pushed is held to the budget of its cluster`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(0..<8), at: 900))
    var cycle = try child.cycle { $0.seriesBudget = BudgetPolicy(limit: 10) }
    _ = await cycle.run(at: 1000)
    let admission = Admission(child.context) { ScrapeSettings() }
    let pushed = (0..<12).map { FederatedBody.labels("job:m:sum", "j\($0)", replica: "pushed") }
    let verdicts = try admission.admit(pushed)
    #expect(verdicts.refusals.count { $0 == nil } == 10)
    #expect(verdicts.refusals.prefix(8).allSatisfy { $0 == nil })
    #expect(verdicts.refusals.compactMap { $0 } == [.budget, .budget])
    #expect(!verdicts.records.isEmpty)
    #expect(try admission.admit(pushed).records.isEmpty)
    let unbudgeted = try admission.admit([["__name__": "x", "cluster": "us"], ["__name__": "y"]])
    #expect(unbudgeted.refusals.allSatisfy { $0 == nil })
  }

  @Test func `the first job that says so decides, and pushes do not overrule it`() throws {
    let book = try BudgetBook(BatchRecorder(), at: 0)
    func open(_ job: String?, _ limit: Int?) throws -> Int? {
      let policy = limit.map { BudgetPolicy(limit: $0) }
      let budget = try book.budget(of: "eu", job: job, policy, otherwise: BudgetPolicy(limit: 1), at: 0)
      return budget.ledger.withLock { $0.policy.limit }
    }
    #expect(try open(nil, nil) == 1)
    #expect(try open("a", 10) == 10)
    #expect(try open("b", 20) == 10)
    #expect(try open(nil, nil) == 10)
    #expect(try open("a", 30) == 30)
    #expect(try open("a", nil) == 1)
    #expect(try open("b", 20) == 20)
    book.keepDecisions(ofJobs: ["a"])
    #expect(try open(nil, nil) == 1)
  }
}
