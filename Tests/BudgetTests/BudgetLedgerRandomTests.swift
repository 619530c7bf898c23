import Budget
import TestSupport
import Testing
import TimeSeries

/// The promises of competitors' wish list, held against random fleets.
struct BudgetLedgerRandomTests {
  /// A child as the ledger sees one: what its last body brought, and the slots it holds.
  private struct ModelChild {
    let replica: String
    var held: [Int: LedgerSlot] = [:]

    /// Scrapes a body with these series; the order of its lines is `body`'s.
    mutating func scrape(_ body: [Int], _ ledger: inout BudgetLedger, at now: Timestamp) throws {
      let fresh = body.filter { held[$0] == nil }
      let slots = try ledger.admit(fresh.map { BudgetLedgerRandomTests.newcomer($0, replica) }, at: now)
      for (series, slot) in zip(fresh, slots) { held[series] = slot }
      let gone = Set(held.keys).subtracting(body)
      ledger.release(gone.compactMap { held[$0] }, lastSeen: now)
      for series in gone { held[series] = nil }
    }
  }

  private static func newcomer(_ series: Int, _ replica: String) -> Newcomer {
    BudgetLedgerTests.newcomer("job:m\(series % 7):sum", series, replica: replica)
  }

  private static func randomBody(_ random: inout SeededRandom) -> [Int] {
    let size = Int.random(in: 0...120, using: &random)
    return Array(Set((0..<size).map { _ in Int.random(in: 0..<200, using: &random) }))
  }

  @Test func `never above the limit, and who is in and there stays in`() throws {
    var random = SeededRandom.fresh()
    let seed = random.seed
    for _ in 0..<20 {
      let limit = Int.random(in: 1...100, using: &random)
      let policy = BudgetPolicy(
        limit: limit, newSeriesPerHour: Bool.random(using: &random) ? 50 : nil, idleRelease: 120_000)
      var ledger = BudgetLedger(name: "eu", policy: policy, at: 0)
      var children = [ModelChild(replica: "a"), ModelChild(replica: "b")]
      var incumbents: Set<Int> = []
      for step in 0..<60 {
        let now = Timestamp(step) * 15_000
        let child = step % 2
        let other = children[1 - child].held.keys
        let body = Self.randomBody(&random)
        try children[child].scrape(body, &ledger, at: now)
        #expect(ledger.activeCount <= limit, "seed \(seed)")
        let held = children.flatMap { child in child.held.map { ($0.key, $0.value) } }
        let stored = Set(held.filter { ledger.isStored($0.1) }.map(\.0))
        #expect(stored.count <= ledger.activeCount, "seed \(seed)")
        // Whoever was stored before and is in a body now is stored still.
        let seen = incumbents.intersection(Set(body).union(other))
        #expect(seen.isSubset(of: stored), "seed \(seed)")
        incumbents = stored
      }
    }
  }

  @Test func `the order of lines is irrelevant`() throws {
    var random = SeededRandom.fresh()
    let seed = random.seed
    for _ in 0..<50 {
      let policy = BudgetPolicy(limit: Int.random(in: 1...80, using: &random))
      let body = Self.randomBody(&random)
      var verdicts: [[Bool]] = []
      for _ in 0..<3 {
        var ledger = BudgetLedger(name: "eu", policy: policy, at: 0)
        let shuffled = body.shuffled(using: &random)
        let slots = try ledger.admit(shuffled.map { Self.newcomer($0, "a") }, at: 0)
        let stored = Dictionary(uniqueKeysWithValues: zip(shuffled, slots.map { ledger.isStored($0) }))
        verdicts.append(body.map { stored[$0] ?? false })
      }
      #expect(verdicts[0] == verdicts[1] && verdicts[1] == verdicts[2], "seed \(seed)")
    }
  }

  @Test func `a reloaded ledger gives the same verdicts`() throws {
    var random = SeededRandom.fresh()
    let seed = random.seed
    for _ in 0..<20 {
      let policy = BudgetPolicy(limit: 60, newSeriesPerHour: 100, idleRelease: 600_000)
      var ledger = BudgetLedger(name: "eu", policy: policy, at: 0)
      var child = ModelChild(replica: "a")
      var stored: [[UInt8]: LedgerRow] = [:]
      var now: Timestamp = 0
      for _ in 0..<30 {
        now += 15_000
        try child.scrape(Self.randomBody(&random), &ledger, at: now)
        let rows = ledger.takeChanges()
        // Now and then a batch cannot be stored.
        if Int.random(in: 0..<5, using: &random) == 0 {
          ledger.giveBack(rows)
        } else {
          for row in rows { stored[row.key] = row.value == nil ? nil : row }
        }
      }
      for row in ledger.takeChanges() { stored[row.key] = row.value == nil ? nil : row }
      var reloaded = try BudgetLedger(name: "eu", policy: policy, rows: stored.values, at: now)
      #expect(reloaded.activeCount == ledger.activeCount, "seed \(seed)")
      #expect(reloaded.status.isFull == ledger.status.isFull, "seed \(seed)")
      let body = Array(0..<200)
      let before = try ledger.admit(body.map { Self.newcomer($0, "b") }, at: now)
      let after = try reloaded.admit(body.map { Self.newcomer($0, "b") }, at: now)
      let isSame = zip(before, after).allSatisfy { ledger.isStored($0) == reloaded.isStored($1) }
      #expect(isSame, "seed \(seed)")
    }
  }

  @Test func `rows of another version are refused`() throws {
    var ledger = BudgetLedger(name: "eu", policy: .unlimited, at: 0)
    _ = try ledger.admit([Self.newcomer(1, "a")], at: 0)
    let rows = ledger.takeChanges().map { row in
      LedgerRow(key: row.key, value: row.value.map { [9] + $0.dropFirst() })
    }
    #expect(throws: LedgerError.self) { try BudgetLedger(name: "eu", policy: .unlimited, rows: rows, at: 0) }
  }
}
