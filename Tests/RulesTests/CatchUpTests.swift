import Telemetry
import Testing
import TimeSeries

@testable import Rules

@Suite struct CatchUpTests {
  private func slot(_ time: Timestamp) -> Timestamp {
    SlotSchedule(of: RuleGroupKey(file: "rules.yml", name: "g"), interval: 15_000).slot(atOrBefore: time)
  }

  @Test func `slots that a restart missed are made up at their own times, after a while`() async throws {
    let group = RuleNotation.group(try RuleNotation.record("x", "up"))
    let before = try RuleScene()
    before.answer("up", [(["job": "a"], 1)])
    before.apply(group)
    await before.advance()
    let last = slot(before.now)

    let after = try RuleScene(at: before.now + 60_000, storage: before.storage)
    after.answer("up", [(["job": "a"], 2)])
    after.apply(group)
    before.storage.forgetBatches()
    await after.advance()
    #expect(after.storage.rows.map(\.timestamp) == [last + 75_000])
    for _ in 0..<4 { await after.advance() }
    #expect(
      after.storage.rows.map(\.timestamp).sorted() == (1...9).map { last + $0 * 15_000 })
    let made = after.storage.rows.map(\.timestamp).filter { $0 < last + 75_000 }
    #expect(made == made.sorted())
  }

  @Test func `what is too old is counted, not made up`() async throws {
    let group = RuleNotation.group(interval: 60_000, try RuleNotation.record("x", "up"))
    let before = try RuleScene()
    before.answer("up", [(["job": "a"], 1)])
    before.apply(group)
    await before.advance(60_000)
    before.storage.forgetBatches()

    let after = try RuleScene(at: before.now + 2 * 3_600_000, storage: before.storage)
    after.answer("up", [(["job": "a"], 2)])
    after.apply(group)
    for _ in 0..<3 { await after.advance(60_000) }
    let times = after.storage.rows.map(\.timestamp)
    #expect((after.now - 3_600_000 - 180_000...after.now).contains(times.min() ?? 0))
    let abandoned = after.registry.families().first { $0.name == "iapetus_rule_group_slots_abandoned_total" }
    #expect((58...62).contains(abandoned?.samples.first?.value ?? 0))
  }

  @Test func `no alert fires for the past`() async throws {
    let group = RuleNotation.group(try RuleNotation.alert("A", "down", for: 30_000))
    let before = try RuleScene()
    before.apply(group)
    await before.advance()
    before.storage.forgetBatches()

    let after = try RuleScene(at: before.now + 120_000, storage: before.storage)
    after.answer("down", [(["job": "a"], 1)])
    after.apply(group)
    for _ in 0..<6 { await after.advance() }
    let first = slot(after.now) - 75_000
    #expect(after.storage.rows.allSatisfy { $0.timestamp >= first })
    #expect(after.manager.alerts().map(\.activeAt) == [first])
    #expect(after.manager.alerts().map(\.state) == [.firing])
  }

  @Test func `a series that only a made-up slot has ends with the next`() async throws {
    let group = RuleNotation.group(try RuleNotation.record("x", "up"))
    let scene = try ClusterScene()
    scene.apply(group)
    let start = ClusterScene.start + 5_000
    await scene.advance(to: start)
    try await scene.store(["__name__": "up", "job": "a"], 1, at: start + 14_000)
    try await scene.store(["__name__": "up", "job": "a"], StaleMarker.value, at: start + 29_000)
    // The slot in between is missed.
    await scene.advance(to: start + 40_000)
    #expect(try scene.stored("x") == [#"{job="a"} 1 @20"#, #"{job="a"} stale @35"#])
    await scene.close()
  }

  @Test func `aligned groups are evaluated on the hour`() throws {
    var settings = RuleNotation.group(interval: 3_600_000)
    settings.isAligned = true
    let plan = RuleGroupPlan(settings, RuleDefaults())
    #expect(plan.schedule.slot(atOrBefore: 1_700_000_000_000) == 1_699_999_200_000)
    #expect(1_699_999_200_000 % 3_600_000 == 0)
  }
}
