import Budget
import Testing
import TimeSeries

struct BudgetStatusTests {
  private static let hour = BudgetLedgerTests.hour
  private static let minute: Milliseconds = 60_000

  private func newcomers(_ metric: String, _ numbers: Range<Int>) -> [Newcomer] {
    BudgetLedgerTests.newcomers(metric, numbers)
  }

  @Test func `a growing cluster has a forecast, a steady one none`() throws {
    var growing = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 1000), at: 0)
    var steady = BudgetLedger(name: "us", policy: BudgetPolicy(limit: 1000), at: 0)
    _ = try steady.admit(newcomers("job:a:sum", 0..<100), at: 0)
    for step in 0..<10 {
      let now = Timestamp(step) * Self.minute
      _ = try growing.admit(newcomers("job:a:sum", step * 10..<step * 10 + 10), at: now)
      steady.advance(to: now)
    }
    // Ten a minute: the 900 that are free last for an hour and a half.
    #expect(growing.status.trend.growthPerHour == 600)
    #expect(growing.status.trend.exhaustionTime == 9 * Self.minute + Self.hour * 3 / 2)
    #expect(growing.status.freeCount == 900)
    #expect(steady.status.trend.growthPerHour == 0)
    #expect(steady.status.trend.exhaustionTime == nil)
  }

  @Test func `the trend survives a restart`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 1000), at: 0)
    var stored: [[UInt8]: LedgerRow] = [:]
    for step in 0..<40 {
      _ = try ledger.admit(newcomers("job:a:sum", step * 10..<step * 10 + 10), at: Timestamp(step) * Self.minute)
      for row in ledger.takeChanges() { stored[row.key] = row.value == nil ? nil : row }
    }
    let now = 39 * Self.minute
    let reloaded = try BudgetLedger(name: "eu", policy: ledger.policy, rows: stored.values, at: now)
    #expect(reloaded.status.trend.growthPerHour == 600)
    #expect(reloaded.status.trend.span >= 20 * Self.minute)
    #expect(reloaded.status.churn == ledger.status.churn)
    #expect(reloaded.activeCount == 400)
  }

  @Test func `churn counts what is new, not where the cluster starts`() throws {
    let policy = BudgetPolicy(limit: 1000, newSeriesPerHour: 60)
    var ledger = BudgetLedger(name: "eu", policy: policy, at: 0)
    _ = try ledger.admit(newcomers("job:a:sum", 0..<100), at: 0)
    #expect(ledger.status.churn == BudgetStatus.Churn(newInHour: 0, limitPerHour: 60, available: 60))
    _ = try ledger.admit(newcomers("job:a:sum", 100..<130), at: Self.minute)
    #expect(ledger.status.churn == BudgetStatus.Churn(newInHour: 30, limitPerHour: 60, available: 30))
    ledger.advance(to: 11 * Self.minute)
    #expect(ledger.status.churn == BudgetStatus.Churn(newInHour: 30, limitPerHour: 60, available: 40))
    ledger.advance(to: 62 * Self.minute)
    #expect(ledger.status.churn == BudgetStatus.Churn(newInHour: 0, limitPerHour: 60, available: 60))
  }

  @Test func `it says since when series are refused, when last, and which label has exploded`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 10, idleRelease: 1000), at: 0)
    let first = try ledger.admit(newcomers("job:a:sum", 0..<10), at: 0)
    #expect(ledger.status.firstRefused == nil && ledger.status.lastRefused == nil)
    let refused = try ledger.admit(newcomers("job:b:sum", 0..<300), at: 1000)
    ledger.advance(to: 2000)
    #expect(ledger.status.firstRefused == 1000 && ledger.status.lastRefused == 2000)
    let label = try #require(ledger.status.refusedLabels.first)
    #expect(label.label == "n" && (250...350).contains(label.valueCount))
    ledger.release(refused, lastSeen: 3000)
    ledger.advance(to: 4000)
    #expect(ledger.status.firstRefused == nil && ledger.status.lastRefused == 2000)
    #expect(ledger.status.refusedLabels.isEmpty)
    #expect(first.allSatisfy { ledger.isStored($0) })
  }

  @Test func `it counts who has priority, and the bodies that reject has refused`() throws {
    let priority = [try LabelMatcher("__name__", .matches, "cluster:.*")]
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 10, priority: [priority]), at: 0)
    _ = try ledger.admit(newcomers("cluster:a:sum", 0..<4) + newcomers("job:a:sum", 0..<4), at: 0)
    #expect(
      ledger.status.priority == BudgetStatus.Priority(selectors: ["{__name__=~\"cluster:.*\"}"], activeCount: 4))
    var rejecting = BudgetLedger(name: "us", policy: BudgetPolicy(limit: 10, mode: .reject), at: 0)
    for time in [5, 6] as [Timestamp] { _ = try? rejecting.admit(newcomers("job:a:sum", 0..<12), at: time) }
    #expect(
      rejecting.status.rejected == BudgetStatus.RejectedBodies(bodyCount: 2, seriesCount: 12, first: 5, last: 6))
  }

  @Test func `a lowered limit is announced, and so is what it costs`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 100, loweringGrace: 1000), at: 0)
    _ = try ledger.admit(newcomers("job:a:sum", 0..<60) + newcomers("job:b:sum", 0..<20), at: 0)
    #expect(ledger.takeNotices().isEmpty)
    ledger.apply(BudgetPolicy(limit: 50, loweringGrace: 1000), at: 100)
    #expect(ledger.status.evictionTime == 1100)
    #expect(ledger.takeNotices() == [.overLimit(cluster: "eu", activeCount: 80, limit: 50, evictionTime: 1100)])
    ledger.advance(to: 1100)
    let notices = ledger.takeNotices()
    #expect(notices.count == 1 && "\(notices)".contains("30 series lost their place"), "\(notices)")
    #expect(ledger.status.evictionTime == nil && ledger.takeNotices().isEmpty)
  }

  @Test func `a selector is told of refused series that it can match, and of no others`() throws {
    let policy = BudgetPolicy(limit: 1)
    var ledger = BudgetLedger(name: "eu", policy: policy, at: 0)
    _ = try ledger.admit(newcomers("job:in:sum", 0..<1), at: 0)
    #expect(ledger.refusals(matching: [LabelMatcher("__name__", equals: "job:in:sum")]).isEmpty)
    _ = try ledger.admit(newcomers("job:many:sum", 0..<50) + newcomers("job:few:sum", 0..<2), at: 7)
    func refused(_ matchers: LabelMatcher...) -> [String] {
      ledger.refusals(matching: matchers).map { "\($0.metric) \($0.seriesCount) \($0.since)" }.sorted()
    }
    #expect(refused(LabelMatcher("__name__", equals: "job:many:sum")) == ["job:many:sum 50 7"])
    #expect(refused(LabelMatcher("__name__", equals: "job:in:sum")) == [])
    #expect(try refused(LabelMatcher("__name__", .matches, "job:.*")) == ["job:few:sum 2 7", "job:many:sum 50 7"])
    // Of another cluster.
    #expect(refused(LabelMatcher("__name__", equals: "job:many:sum"), LabelMatcher("cluster", equals: "us")) == [])
    // Of two, both are known; of fifty, not all.
    #expect(refused(LabelMatcher("__name__", equals: "job:few:sum"), LabelMatcher("n", equals: "1")).count == 1)
    #expect(refused(LabelMatcher("__name__", equals: "job:few:sum"), LabelMatcher("n", equals: "9")).isEmpty)
    #expect(refused(LabelMatcher("__name__", equals: "job:many:sum"), LabelMatcher("n", equals: "49")).count == 1)
    ledger.apply(BudgetPolicy(limit: 1, mode: .observe), at: 8)
    #expect(refused(LabelMatcher("__name__", equals: "job:many:sum")) == [], "they are stored")
  }
}
