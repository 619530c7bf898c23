import Storage
import Testing
import TimeSeries

@testable import Rules

@Suite struct ReevaluationTests {
  private let slot = ClusterScene.start + 5_000

  private func groups() throws -> [RuleGroupSettings] {
    [
      RuleNotation.group(named: "b", try RuleNotation.record("double:x", "2 * fleet:x")),
      RuleNotation.group(
        named: "a", try RuleNotation.record("fleet:x", "sum(job:x)"),
        try RuleNotation.record("fleet:two", "max_over_time(fleet:x[30s])"),
        try RuleNotation.alert("Low", "fleet:x < 5")),
    ]
  }

  /// `us` is dark for two slots of four, and comes back.
  private func outage(_ scene: ClusterScene) async throws {
    for number in 0..<4 {
      let time = slot + Int64(number) * 15_000
      try await scene.deliver("eu", 1, at: time)
      switch number {
      case 0: try await scene.deliver("us", 10, at: time)
      case 1:
        scene.setAbsences("us", [(slot, nil)])
        try await scene.store(["__name__": "job:x", "cluster": "us"], StaleMarker.value, at: time - 1)
      case 3:
        scene.setAbsences("us", [(slot, time)])
        try await scene.deliver("us", 13, at: time)
      default: break
      }
      await scene.advance(to: time + 1000)
    }
  }

  private func heal(_ scene: ClusterScene) async throws -> ReevaluationTally {
    for number in 1...2 {
      try await scene.store(
        ["__name__": "job:x", "cluster": "us"], Double(10 + number), at: slot + Int64(number) * 15_000)
    }
    return await healed(scene, slot + 15_000...slot + 30_000)
  }

  /// Re-evaluates, while the manager goes on with its work.
  private func healed(_ scene: ClusterScene, _ range: ClosedRange<Timestamp>) async -> ReevaluationTally {
    scene.setAbsences("us", [])
    async let tally = scene.manager.reevaluate(ChangedInputs(clusters: ["us"], range: range))
    let done = Task {
      while !Task.isCancelled {
        await scene.manager.evaluateDue()
        await Task.yield()
      }
    }
    let result = await tally
    done.cancel()
    await done.value
    return result
  }

  @Test func `what was recorded without a cluster is replaced when it has been healed`() async throws {
    let scene = try ClusterScene("eu", "us")
    let groups = try groups()
    scene.apply(groups[0], groups[1])
    try await outage(scene)
    #expect(try scene.stored("fleet:x") == ["{} 11 @5", "{} 1 @20", "{} 1 @35", "{} 14 @50"])
    #expect(try scene.stored("double:x") == ["{} 22 @5", "{} 2 @20", "{} 2 @35", "{} 28 @50"])
    let tally = try await heal(scene)
    #expect(try scene.stored("fleet:x") == ["{} 11 @5", "{} 12 @20", "{} 13 @35", "{} 14 @50"])
    #expect(try scene.stored("double:x") == ["{} 22 @5", "{} 24 @20", "{} 26 @35", "{} 28 @50"])
    #expect(try scene.stored("fleet:two") == ["{} 11 @5", "{} 12 @20", "{} 13 @35", "{} 14 @50"])
    let coverage = try scene.stored("iapetus:coverage_ratio")
    #expect(coverage.count == 12)
    #expect(coverage.allSatisfy { $0.contains("} 1 @") })
    #expect(tally.failureCount == 0)
    #expect(tally.filledCount == 0)
    #expect(scene.metric("iapetus_rule_group_samples_replaced_total") == Double(tally.replacedCount))
    #expect(scene.manager.alerts().isEmpty)
    await scene.close()
  }

  @Test func `what was replaced is kept beside`() async throws {
    let scene = try ClusterScene("eu", "us")
    let groups = try groups()
    scene.apply(groups[0], groups[1])
    try await outage(scene)
    _ = try await heal(scene)
    let old = try scene.manager.corrections().filter { $0.labels.metricName == "fleet:x" }
    #expect(old.map(\.oldValue) == [1, 1])
    #expect(old.map(\.timestamp) == [slot + 15_000, slot + 30_000])
    await scene.close()
  }

  @Test func `what is made of a partial output is partial, though its clusters are healed by then`() async throws {
    let scene = try ClusterScene("eu", "us")
    scene.apply(
      RuleNotation.group(named: "b", try RuleNotation.record("fleet:low", "min_over_time(fleet:x[30s])")),
      RuleNotation.group(named: "a", try RuleNotation.record("fleet:x", "sum(job:x)")))
    let us: Labels = ["__name__": "job:x", "cluster": "us"]
    try await scene.deliver("us", 10, at: slot - 60_000)
    try await scene.store(us, StaleMarker.value, at: slot - 1)
    scene.setAbsences("us", [(slot - 60_000, nil)])
    try await scene.deliver("eu", 1, at: slot)
    await scene.advance(to: slot + 1000)
    #expect(try scene.stored("fleet:low") == ["{} 1 @5"])
    // Healed, and not yet evaluated again.
    scene.setAbsences("us", [])
    try await scene.store(us, 10, at: slot)
    for cluster in ["eu", "us"] { try await scene.deliver(cluster, cluster == "eu" ? 1 : 10, at: slot + 15_000) }
    await scene.advance(to: slot + 16_000)
    #expect(try scene.stored("fleet:x") == ["{} 1 @5", "{} 11 @20"])
    #expect(try scene.stored("fleet:low") == ["{} 1 @5", "{} 1 @20"])
    let low = #"{rule="fleet:low", rule_group="rules.yml;b"}"#
    #expect(try scene.stored("iapetus:coverage_ratio").contains("\(low) 0.5 @20"))
    _ = await healed(scene, slot...slot)
    #expect(try scene.stored("fleet:x") == ["{} 11 @5", "{} 11 @20"])
    #expect(try scene.stored("fleet:low") == ["{} 11 @5", "{} 11 @20"])
    #expect(try scene.stored("iapetus:coverage_ratio").contains("\(low) 1 @20"))
    await scene.close()
  }

  @Test func `what was complete never changes`() async throws {
    let scene = try ClusterScene("eu", "us")
    scene.apply(RuleNotation.group(try RuleNotation.record("fleet:x", "sum(job:x)")))
    for number in 0..<3 {
      let time = slot + Int64(number) * 15_000
      for cluster in ["eu", "us"] { try await scene.deliver(cluster, 1, at: time) }
      await scene.advance(to: time + 1000)
    }
    // A series that nobody had seen.
    try await scene.store(["__name__": "job:x", "cluster": "us", "i": "2"], 100, at: slot + 15_000)
    _ = try await heal(scene)
    #expect(try scene.stored("fleet:x") == ["{} 2 @5", "{} 2 @20", "{} 2 @35"])
    #expect(try scene.manager.corrections().isEmpty)
    await scene.close()
  }

  @Test func `withheld slots are filled in`() async throws {
    let scene = try ClusterScene("eu", "us")
    var rule = try RuleNotation.record("fleet:x", "sum(job:x)")
    rule.onMissing = .withhold
    scene.apply(RuleNotation.group(named: "a", rule))
    try await outage(scene)
    #expect(try scene.stored("fleet:x") == ["{} 11 @5", "{} 14 @50"])
    let tally = try await heal(scene)
    #expect(try scene.stored("fleet:x") == ["{} 11 @5", "{} 12 @20", "{} 13 @35", "{} 14 @50"])
    #expect(tally.filledCount == 2)
    await scene.close()
  }

  @Test func `a series that is only in what was healed ends after it`() async throws {
    let scene = try ClusterScene("eu", "us")
    scene.apply(RuleNotation.group(try RuleNotation.record("by:x", "sum by (cluster) (job:x)")))
    try await scene.deliver("us", 10, at: slot - 15_000)
    scene.setAbsences("us", [(slot - 15_000, nil)])
    try await scene.store(["__name__": "job:x", "cluster": "us"], StaleMarker.value, at: slot - 1)
    for number in 0..<3 {
      try await scene.deliver("eu", 1, at: slot + Int64(number) * 15_000)
      await scene.advance(to: slot + Int64(number) * 15_000 + 1000)
    }
    // The cluster is back, and had no such series any more at the second slot.
    try await scene.deliver("us", 10, at: slot, through: slot + 30_000)
    try await scene.store(["__name__": "job:x", "cluster": "us"], StaleMarker.value, at: slot + 1)
    _ = await healed(scene, slot...slot + 1)
    let rows = try scene.stored("by:x").filter { $0.contains(#""us""#) }
    #expect(rows == [#"{cluster="us"} 10 @5"#, #"{cluster="us"} stale @20"#])
    await scene.close()
  }
}
