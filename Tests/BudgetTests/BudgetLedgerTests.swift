import Budget
import TestSupport
import Testing
import TimeSeries

struct BudgetLedgerTests {
  static let replica = ReplicaLabels(["replica"])
  static let hour: Milliseconds = 3_600_000

  static func newcomer(_ metric: String, _ number: Int, replica: String = "a") -> Newcomer {
    Newcomer(["__name__": metric, "n": "\(number)", "cluster": "eu", "replica": replica], without: Self.replica)
  }

  static func newcomers(_ metric: String, _ numbers: Range<Int>, replica: String = "a") -> [Newcomer] {
    numbers.map { newcomer(metric, $0, replica: replica) }
  }

  /// How many series of each metric are stored.
  private func stored(_ ledger: BudgetLedger) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: ledger.status.largestMetrics.map { ($0.metric, $0.seriesCount) })
  }

  @Test func `admits while there is room and refuses the rest`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 10), at: 0)
    let slots = try ledger.admit(Self.newcomers("job:a:sum", 0..<25), at: 0)
    #expect(ledger.activeCount == 10)
    #expect(ledger.refusedCount == 15)
    #expect(slots.count { ledger.isStored($0) } == 10)
    #expect(ledger.status.refusedMetrics.first?.metric == "job:a:sum")
    #expect(ledger.status.refusedMetrics.first?.seriesCount == 15)
    #expect(ledger.status.refusedMetrics.first?.reason == .budget)
    #expect(ledger.status.refusedMetrics.first?.examples.count == 3)
  }

  @Test func `without a limit counts and refuses nothing`() throws {
    var ledger = BudgetLedger(name: "eu", policy: .unlimited, at: 0)
    _ = try ledger.admit(Self.newcomers("job:a:sum", 0..<25), at: 0)
    #expect(ledger.activeCount == 25)
    #expect(ledger.refusedCount == 0)
  }

  @Test func `shares what room there is evenly over metric names`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 30), at: 0)
    let greedy = Self.newcomers("job:aaa:sum", 0..<100)
    let modest = Self.newcomers("job:yyy:sum", 0..<100) + Self.newcomers("job:zzz:sum", 0..<4)
    _ = try ledger.admit(greedy + modest, at: 0)
    #expect(stored(ledger) == ["job:aaa:sum": 13, "job:yyy:sum": 13, "job:zzz:sum": 4])
  }

  @Test func `counts what a metric already has when it shares`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 30), at: 0)
    _ = try ledger.admit(Self.newcomers("job:old:sum", 0..<18), at: 0)
    _ = try ledger.admit(Self.newcomers("job:old:sum", 18..<50) + Self.newcomers("job:new:sum", 0..<50), at: 1)
    #expect(stored(ledger) == ["job:old:sum": 18, "job:new:sum": 12])
  }

  @Test func `series with priority come first`() throws {
    let priority = [try LabelMatcher("__name__", .matches, "cluster:.*")]
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 10, priority: [priority]), at: 0)
    _ = try ledger.admit(Self.newcomers("job:a:sum", 0..<50) + Self.newcomers("cluster:z:sum", 0..<8), at: 0)
    #expect(stored(ledger) == ["cluster:z:sum": 8, "job:a:sum": 2])
  }

  @Test func `two replicas never take two slots`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 10), at: 0)
    let first = try ledger.admit(Self.newcomers("job:a:sum", 0..<10, replica: "a"), at: 0)
    let second = try ledger.admit(Self.newcomers("job:a:sum", 0..<10, replica: "b"), at: 1)
    #expect(first == second)
    #expect(ledger.activeCount == 10)
    #expect(second.allSatisfy { ledger.isStored($0) })
  }

  @Test func `a slot is free after an hour without samples, not before`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 10), at: 0)
    let slots = try ledger.admit(Self.newcomers("job:a:sum", 0..<5), at: 0)
    ledger.release(slots.prefix(2), lastSeen: 100)
    ledger.advance(to: Self.hour)
    #expect(ledger.activeCount == 5)
    ledger.advance(to: Self.hour + 120_000)
    #expect(ledger.activeCount == 3)
  }

  @Test func `a series that one replica still brings is not idle`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 10), at: 0)
    let first = try ledger.admit([Self.newcomer("job:a:sum", 1, replica: "a")], at: 0)
    _ = try ledger.admit([Self.newcomer("job:a:sum", 1, replica: "b")], at: 0)
    ledger.release(first, lastSeen: 0)
    ledger.advance(to: 10 * Self.hour)
    #expect(ledger.activeCount == 1)
  }

  @Test func `once full, newcomers wait until it is below 95 percent`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 100, idleRelease: 1000), at: 0)
    let slots = try ledger.admit(Self.newcomers("job:a:sum", 0..<100), at: 0)
    _ = try ledger.admit(Self.newcomers("job:b:sum", 0..<20), at: 0)
    ledger.release(slots.prefix(5), lastSeen: 0)
    ledger.advance(to: 5000)
    #expect(ledger.activeCount == 95)
    #expect(ledger.refusedCount == 20)
    ledger.release(slots[5..<6], lastSeen: 5000)
    ledger.advance(to: 10_000)
    #expect(ledger.activeCount == 100)
    #expect(ledger.refusedCount == 14)
  }

  @Test func `new series per hour has a reason of its own, and refills`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 100, newSeriesPerHour: 10), at: 0)
    _ = try ledger.admit(Self.newcomers("job:a:sum", 0..<50), at: 0)
    #expect(ledger.activeCount == 50, "the first body is where the cluster starts")
    let slots = try ledger.admit(Self.newcomers("job:b:sum", 0..<25), at: 1)
    #expect(ledger.activeCount == 60)
    #expect(Set(slots.compactMap { ledger.refusal(of: $0) }) == [.churn])
    ledger.advance(to: 1 + Self.hour / 2)
    #expect(ledger.activeCount == 65)
  }

  @Test func `a lowered limit evicts after its grace, ordinary series and the newest first`() throws {
    let priority = [try LabelMatcher("__name__", .matches, "cluster:.*")]
    var policy = BudgetPolicy(limit: 100, priority: [priority], loweringGrace: 1000)
    var ledger = BudgetLedger(name: "eu", policy: policy, at: 0)
    let old = try ledger.admit(Self.newcomers("job:old:sum", 0..<40), at: 0)
    let new = try ledger.admit(Self.newcomers("job:new:sum", 0..<20) + Self.newcomers("cluster:a:sum", 0..<20), at: 10)
    policy.limit = 50
    ledger.apply(policy, at: 100)
    ledger.advance(to: 500)
    #expect(ledger.activeCount == 80)
    let late = try ledger.admit(Self.newcomers("job:late:sum", 0..<1), at: 600)
    #expect(!ledger.isStored(late[0]))
    let before = ledger.generation
    ledger.advance(to: 1100)
    #expect(ledger.activeCount == 50)
    #expect(ledger.generation != before)
    #expect(stored(ledger) == ["job:old:sum": 30, "cluster:a:sum": 20])
    #expect(old.compactMap { ledger.refusal(of: $0) } == Array(repeating: .evicted, count: 10))
    #expect(new.prefix(20).allSatisfy { ledger.refusal(of: $0) == .evicted })
  }

  @Test func `observe stores everything and says what it would refuse`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 10, mode: .observe), at: 0)
    let slots = try ledger.admit(Self.newcomers("job:a:sum", 0..<25), at: 0)
    #expect(slots.allSatisfy { ledger.isStored($0) })
    #expect(ledger.refusedCount == 15)
  }

  @Test func `reject fails the whole body and holds nothing`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 10, mode: .reject), at: 0)
    _ = try ledger.admit(Self.newcomers("job:a:sum", 0..<8), at: 0)
    #expect(throws: BudgetExceeded(cluster: "eu", seriesCount: 11, limit: 10)) {
      try ledger.admit(Self.newcomers("job:a:sum", 5..<11), at: 1)
    }
    #expect(ledger.activeCount == 8)
    _ = try ledger.admit(Self.newcomers("job:a:sum", 0..<10), at: 2)
    #expect(ledger.activeCount == 10)
  }

  @Test func `what is objected to is counted and never admitted`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 10), at: 0)
    let raw = Newcomer(["__name__": "node_load1"], without: Self.replica, objection: .notAggregated)
    let slots = try ledger.admit([raw], at: 0)
    ledger.advance(to: Self.hour)
    #expect(ledger.refusal(of: slots[0]) == .notAggregated)
    #expect(ledger.activeCount == 0)
    ledger.release(slots, lastSeen: Self.hour)
    #expect(ledger.refusedCount == 0)
  }

  @Test func `pushed series are idle when the pushes end`() throws {
    var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: 2), at: 0)
    for time in stride(from: Milliseconds(0), through: 2 * Self.hour, by: 60_000) {
      let slots = try ledger.admitPushed(Self.newcomers("job:a:sum", 0..<3), at: time)
      #expect(slots.count { ledger.isStored($0) } == 2)
    }
    ledger.advance(to: 4 * Self.hour)
    #expect(ledger.activeCount == 0)
    #expect(ledger.refusedCount == 0)
  }
}
