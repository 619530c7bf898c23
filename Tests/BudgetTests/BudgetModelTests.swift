import Budget
import TestSupport
import Testing
import TimeSeries

/// The ledger against ``BudgetModel``, over random fleets.
struct BudgetModelTests {
  private static let priority = "cluster:"
  private static let idleRelease: Milliseconds = 120_000

  /// A child and the slots that it holds.
  private struct Child {
    let name: String
    var held: [SeriesFingerprint: LedgerSlot] = [:]

    mutating func scrape(_ body: [Newcomer], _ ledger: inout BudgetLedger, at now: Timestamp) throws {
      let fresh = body.filter { held[$0.series] == nil }
      for (newcomer, slot) in zip(fresh, try ledger.admit(fresh, at: now)) { held[newcomer.series] = slot }
      let gone = Set(held.keys).subtracting(body.map(\.series))
      ledger.release(gone.compactMap { held[$0] }, lastSeen: now)
      for series in gone { held[series] = nil }
    }

    /// Nobody asks it any more: what it held is let go.
    mutating func giveUp(_ ledger: inout BudgetLedger, at now: Timestamp) {
      ledger.release(held.values, lastSeen: now)
      held = [:]
    }

    func stored(_ ledger: BudgetLedger) -> Set<SeriesFingerprint> {
      Set(held.filter { ledger.isStored($0.value) }.keys)
    }
  }

  private static func policy(limit: Int) throws -> BudgetPolicy {
    BudgetPolicy(
      limit: limit, priority: [[try LabelMatcher("__name__", .matches, priority + ".*")]], idleRelease: idleRelease)
  }

  /// So many of 60 series of eight metrics of different sizes, in any order.
  private static func body(of replica: String, _ random: inout SeededRandom) -> [Newcomer] {
    let numbers = (0..<Int.random(in: 0...60, using: &random)).map { _ in Int.random(in: 0..<60, using: &random) }
    return Set(numbers).map { newcomer($0, replica) }.shuffled(using: &random)
  }

  private static func newcomer(_ number: Int, _ replica: String) -> Newcomer {
    let metric = number % 11 == 0 ? priority + "x:sum" : "job:m\((number * number) % 7):sum"
    return BudgetLedgerTests.newcomer(metric, number, replica: replica)
  }

  private static func hasPriority(_ newcomer: Newcomer) -> Bool { newcomer.labels.metricName.hasPrefix(priority) }

  @Test func `it decides as the model does`() throws {
    var random = SeededRandom.fresh()
    let seed = random.seed
    for _ in 0..<25 {
      let limit = Int.random(in: 1...50, using: &random)
      var ledger = BudgetLedger(name: "eu", policy: try Self.policy(limit: limit), at: 0)
      var model = BudgetModel(limit: limit, idleRelease: Self.idleRelease)
      var children = [Child(name: "a"), Child(name: "b")]
      for step in 0..<40 {
        // Further apart than the ledger sweeps, so that both let go of what is idle at the same scrape.
        let now = Timestamp(step) * 61_000
        let body = Self.body(of: children[step % 2].name, &random)
        try children[step % 2].scrape(body, &ledger, at: now)
        model.scrape(body, by: children[step % 2].name, isPriority: Self.hasPriority, at: now)
        #expect(ledger.activeCount == model.active.count, "seed \(seed), limit \(limit), step \(step)")
        for child in children {
          #expect(
            child.stored(ledger) == model.active.intersection(child.held.keys),
            "seed \(seed), limit \(limit), step \(step)"
          )
        }
      }
    }
  }

  @Test func `no metric gains beyond one that has been refused something`() throws {
    var random = SeededRandom.fresh()
    let seed = random.seed
    for _ in 0..<200 {
      let limit = Int.random(in: 1...60, using: &random)
      var ledger = BudgetLedger(name: "eu", policy: BudgetPolicy(limit: limit), at: 0)
      let first = Self.body(of: "a", &random)
      _ = try ledger.admit(first, at: 0)
      let before = Self.counts(ledger)
      _ = try ledger.admit(Self.body(of: "a", &random), at: 1)
      let after = Self.counts(ledger)
      let refused = Set(ledger.status.refusedMetrics.map(\.metric))
      // Max-min: who was refused has no more than one less than any that has gained.
      for gained in after.keys where after[gained, default: 0] > before[gained, default: 0] {
        for poor in refused {
          #expect(after[poor, default: 0] + 1 >= after[gained, default: 0], "seed \(seed): \(poor), \(gained)")
        }
      }
      #expect(refused.isEmpty || ledger.activeCount == limit || ledger.status.isFull, "seed \(seed): room is left")
    }
  }

  private static func counts(_ ledger: BudgetLedger) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: ledger.status.largestMetrics.map { ($0.metric, $0.seriesCount) })
  }

  @Test func `a pair stores what either of its replicas would alone, whoever fails`() throws {
    var random = SeededRandom.fresh()
    let seed = random.seed
    for _ in 0..<20 {
      let policy = try Self.policy(limit: Int.random(in: 1...40, using: &random))
      var (pair, single) = (
        BudgetLedger(name: "eu", policy: policy, at: 0), BudgetLedger(name: "eu", policy: policy, at: 0)
      )
      var (a, b, alone) = (Child(name: "a"), Child(name: "b"), Child(name: "a"))
      for step in 0..<40 {
        let now = Timestamp(step) * 15_000
        let body = Self.body(of: "a", &random)
        let twins = body.map { Newcomer($0.labels.setting("replica", to: "b"), without: BudgetLedgerTests.replica) }
        // One of them may be out of reach, never both.
        let failing = Int.random(in: 0..<4, using: &random)
        if failing != 0 { try a.scrape(body, &pair, at: now) }
        if failing != 1 { try b.scrape(twins.shuffled(using: &random), &pair, at: now) }
        if failing == 0 { a.giveUp(&pair, at: now) }
        if failing == 1 { b.giveUp(&pair, at: now) }
        try alone.scrape(body, &single, at: now)
        let served = (failing == 0 ? b : a).stored(pair)
        #expect(served == alone.stored(single), "seed \(seed), step \(step)")
        #expect(pair.activeCount == single.activeCount, "seed \(seed), step \(step)")
      }
    }
  }
}
