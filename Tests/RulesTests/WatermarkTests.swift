import Storage
import TestSupport
import Testing
import TimeSeries

@testable import Rules

@Suite struct WatermarkTests {
  private let slot = ClusterScene.start + 5_000  // The first whole quarter of a minute.

  private func sum() throws -> RuleGroupSettings {
    RuleNotation.group(try RuleNotation.record("fleet:x", "sum(job:x)"))
  }

  @Test func `a slot waits until every cluster has delivered it`() async throws {
    #expect(slot % 15_000 == 0)
    let scene = try ClusterScene("eu", "us")
    scene.apply(try sum())
    try await scene.deliver("eu", 1, at: slot - 15_000)
    try await scene.deliver("us", 10, at: slot - 15_000)
    await scene.advance(to: slot + 1000)
    #expect(try scene.stored("fleet:x").isEmpty)
    try await scene.deliver("eu", 2, at: slot)
    await scene.advance(to: slot + 2000)
    #expect(try scene.stored("fleet:x").isEmpty)
    try await scene.deliver("us", 20, at: slot)
    await scene.advance(to: slot + 3000)
    #expect(try scene.stored("fleet:x") == ["{} 22 @5"])
    #expect(
      try scene.stored("iapetus:coverage_ratio") == [#"{rule="fleet:x", rule_group="rules.yml;g"} 1 @5"#])
    #expect(scene.metric("iapetus_rule_group_deadlines_total") == 0)
    await scene.close()
  }

  @Test func `a cluster that does not deliver in time is not waited for, and missing in the coverage`() async throws {
    let scene = try ClusterScene("eu", "us")
    scene.apply(try sum())
    try await scene.deliver("us", 10, at: slot - 15_000)
    try await scene.deliver("eu", 2, at: slot)
    await scene.advance(to: slot + 9_999)
    #expect(try scene.stored("fleet:x").isEmpty)
    await scene.advance(to: slot + 10_000)
    #expect(try scene.stored("fleet:x") == ["{} 12 @5"])
    #expect(
      try scene.stored("iapetus:coverage_ratio") == [#"{rule="fleet:x", rule_group="rules.yml;g"} 0.5 @5"#])
    #expect(scene.metric("iapetus_rule_group_deadlines_total") == 1)
    #expect(scene.manager.groups().first?.rules.first?.coverage == 0.5)
    await scene.close()
  }

  @Test func `a cluster that is expected and has never delivered is waited for, and missing in the coverage`()
    async throws
  {
    let scene = try ClusterScene("eu", "us")
    scene.apply(try sum())
    try await scene.deliver("eu", 2, at: slot)
    await scene.advance(to: slot + 9_999)
    #expect(try scene.stored("fleet:x").isEmpty)
    await scene.advance(to: slot + 10_000)
    #expect(
      try scene.stored("iapetus:coverage_ratio") == [#"{rule="fleet:x", rule_group="rules.yml;g"} 0.5 @5"#])
    try await scene.deliver("us", 20, at: slot)
    await scene.advance(to: slot + 11_000)
    #expect(try scene.stored("fleet:x") == ["{} 22 @5"])
    await scene.close()
  }

  @Test func `what was evaluated at the deadline is evaluated again when the late cluster has delivered`() async throws {
    let scene = try ClusterScene("eu", "us")
    scene.apply(
      RuleNotation.group(named: "a", try RuleNotation.record("double:x", "2 * fleet:x")),
      RuleNotation.group(named: "b", try RuleNotation.record("fleet:x", "sum(job:x)")))
    try await scene.deliver("us", 10, at: slot - 15_000)
    try await scene.deliver("eu", 2, at: slot)
    await scene.advance(to: slot + 10_000)
    #expect(try scene.stored("double:x") == ["{} 24 @5"])
    try await scene.deliver("us", 20, at: slot)
    await scene.advance(to: slot + 11_000)
    #expect(try scene.stored("fleet:x") == ["{} 22 @5"])
    #expect(try scene.stored("double:x") == ["{} 44 @5"])
    #expect(try scene.stored("iapetus:coverage_ratio").allSatisfy { $0.contains("} 1 @5") })
    await scene.close()
  }

  @Test func `a dark cluster is not waited for`() async throws {
    let scene = try ClusterScene("eu", "us")
    scene.apply(try sum())
    try await scene.deliver("us", 10, at: slot - 60_000)
    scene.setAbsences("us", [(slot - 60_000, nil)])
    try await scene.deliver("eu", 2, at: slot)
    await scene.advance(to: slot + 1000)
    #expect(try scene.stored("fleet:x") == ["{} 12 @5"])
    await scene.close()
  }

  @Test func `only the clusters that feed a group are waited for`() async throws {
    let scene = try ClusterScene("eu", "us")
    scene.apply(
      RuleNotation.group(named: "eu", try RuleNotation.record("eu:x", #"sum(job:x{cluster="eu"})"#)),
      RuleNotation.group(
        named: "own", try RuleNotation.record("own:x", "sum(own)"), try RuleNotation.record("n", "sum(up)")))
    try await scene.store(["__name__": "own"], 5, at: slot - 1000)
    try await scene.store(["__name__": "up", "cluster": "us"], 1, at: slot - 1000)
    try await scene.deliver("us", 10, at: slot - 15_000)
    try await scene.deliver("eu", 2, at: slot)
    await scene.advance(to: slot)
    #expect(try scene.stored("eu:x") == ["{} 2 @5"])
    #expect(try scene.stored("own:x") == ["{} 5 @5"])
    #expect(try scene.stored("n") == ["{} 1 @5"])
    #expect(try scene.stored("iapetus:coverage_ratio") == [#"{rule="eu:x", rule_group="rules.yml;eu"} 1 @5"#])
    await scene.close()
  }

  @Test func `what reads a recorded metric waits for the clusters that feed it, and after the group that records it`()
    async throws
  {
    let scene = try ClusterScene("eu", "us")
    scene.apply(
      RuleNotation.group(named: "a", try RuleNotation.record("double:x", "2 * fleet:x")),
      RuleNotation.group(named: "b", try RuleNotation.record("fleet:x", "sum(job:x)")))
    try await scene.deliver("us", 10, at: slot - 15_000)
    try await scene.deliver("eu", 2, at: slot)
    await scene.advance(to: slot + 5000)
    #expect(try scene.stored("double:x").isEmpty)
    await scene.advance(to: slot + 10_000)
    #expect(try scene.stored("double:x") == ["{} 24 @5"])
    #expect(
      try scene.stored("iapetus:coverage_ratio") == [
        #"{rule="double:x", rule_group="rules.yml;a"} 0.5 @5"#, #"{rule="fleet:x", rule_group="rules.yml;b"} 0.5 @5"#,
      ])
    await scene.close()
  }

  @Test func `every slot is evaluated once at its own time, whatever the clusters do`() async throws {
    for _ in 0..<8 {
      var random = SeededRandom.fresh()
      let note = "seed \(random.seed)"
      let names = ["a", "b", "c"]
      let scene = try ClusterScene("a", "b", "c")
      scene.apply(try sum(), deadline: 20_000)
      var delivered = [Timestamp](repeating: slot - 15_000, count: 3)
      var now = slot - 10_000
      for name in names { try await scene.deliver(name, 1, at: slot - 15_000) }
      while now < slot + 600_000 {
        now += Int64.random(in: 100...9000, using: &random)
        scene.clock.now = now
        for place in names.indices where Int.random(in: 0..<3, using: &random) > 0 {
          while delivered[place] + 15_000 < now - Int64.random(in: 0...15_000, using: &random) {
            delivered[place] += 15_000
            try await scene.deliver(names[place], Double(delivered[place] - slot) / 1000, at: delivered[place])
          }
        }
        await scene.manager.evaluateDue()
      }
      await scene.advance(to: now + 60_000)
      let rows = try scene.stored("fleet:x")
      let last = (scene.clock.now - slot - 20_000) / 15_000
      let slots = Set(rows.map { $0.split(separator: "@").last.map(String.init) ?? "" })
      for number in 0...last { #expect(slots.contains("\(5 + number * 15)"), "\(note) slot \(number)") }
      #expect(rows.count == slots.count, "\(note)")
      // What is complete is the sum of one slot, never a mix.
      let complete = try scene.stored("iapetus:coverage_ratio").filter { $0.contains("} 1 @") }
      for row in complete {
        let time = row.split(separator: "@").last.flatMap { Int($0) } ?? 0
        #expect(rows.contains("{} \(3 * (time - 5)) @\(time)"), "\(note) \(row)")
      }
      #expect(!complete.isEmpty, "\(note)")
      await scene.close()
    }
  }
}
