import Testing
import TimeSeries

@testable import Rules

@Suite struct MissingClusterTests {
  private let slot = ClusterScene.start + 5_000

  private func record(_ policy: MissingPolicy) throws -> RuleSettings {
    var rule = try RuleNotation.record("fleet:x", "sum(job:x)")
    rule.onMissing = policy
    return rule
  }

  /// Two clusters; of four slots both deliver the first and the last one, in between one is dark.
  private func run(_ group: RuleGroupSettings, slots: Int = 4) async throws -> ClusterScene {
    let scene = try ClusterScene("eu", "us")
    scene.apply(group)
    for number in 0..<slots {
      let time = slot + Int64(number) * 15_000
      try await scene.deliver("eu", 1, at: time)
      if number == 0 || number == slots - 1 {
        try await scene.deliver("us", 10, at: time)
        if number > 0 { scene.setAbsences("us", [(slot, time)]) }
      } else if number == 1 {
        scene.setAbsences("us", [(slot, nil)])
        try await scene.store(["__name__": "job:x", "cluster": "us"], StaleMarker.value, at: time)
      }
      await scene.advance(to: time + 1000)
    }
    return scene
  }

  @Test func `record stores what there is, and that it is not all`() async throws {
    let scene = try await run(RuleNotation.group(try record(.record)))
    #expect(try scene.stored("fleet:x") == ["{} 11 @5", "{} 1 @20", "{} 1 @35", "{} 11 @50"])
    #expect(
      try scene.stored("iapetus:coverage_ratio").map { $0.split(separator: "} ").last }
        == ["1 @5", "0.5 @20", "0.5 @35", "1 @50"])
    await scene.close()
  }

  @Test func `withhold stores nothing, and no end of the series`() async throws {
    let scene = try await run(RuleNotation.group(try record(.withhold)))
    #expect(try scene.stored("fleet:x") == ["{} 11 @5", "{} 11 @50"])
    #expect(try scene.stored("iapetus:coverage_ratio").count == 4)
    await scene.close()
  }

  @Test func `hold repeats the last value, for as long as it may`() async throws {
    let scene = try await run(RuleNotation.group(try record(.hold(atMost: 30_000))), slots: 6)
    #expect(try scene.stored("fleet:x") == ["{} 11 @5", "{} 11 @20", "{} 11 @35", "{} 11 @80"])
    await scene.close()
  }

  @Test func `abort fails the rule and stores nothing`() async throws {
    var group = RuleNotation.group(try record(.record))
    group.partialResponse = .abort
    let scene = try ClusterScene("eu", "us")
    scene.apply(group)
    try await scene.deliver("us", 10, at: slot - 15_000)
    try await scene.deliver("eu", 1, at: slot)
    await scene.advance(to: slot + 10_000)
    #expect(try scene.stored("fleet:x").isEmpty)
    let rule = scene.manager.groups().first?.rules.first
    #expect(rule?.health == .failed)
    #expect(
      rule?.lastError
        == #"1 of 2 clusters are missing ("us"), and the group has partial_response_strategy abort"#)
    await scene.close()
  }

  @Test func `an alert of a dark cluster, or of all, keeps its state`() async throws {
    let scene = try ClusterScene("eu", "us")
    scene.apply(
      RuleNotation.group(
        try RuleNotation.alert("High", "job:x > 5"), try RuleNotation.alert("Low", "sum(job:x) < 5"),
        try RuleNotation.alert("Seen", "job:x < 5")))
    func states() -> [String] { scene.manager.alerts().map { "\($0.labels) \($0.state.rawValue)" }.sorted() }

    try await scene.deliver("eu", 1, at: slot)
    try await scene.deliver("us", 10, at: slot)
    await scene.advance(to: slot + 1000)
    let before = states()
    #expect(
      before == [
        #"{alertname="High", cluster="us"} firing"#, #"{alertname="Seen", cluster="eu"} firing"#,
      ])

    // The cluster goes dark: its alert does not end, the sum's does not begin, the other cluster's goes on.
    scene.setAbsences("us", [(slot, nil)])
    try await scene.store(["__name__": "job:x", "cluster": "us"], StaleMarker.value, at: slot + 15_000)
    try await scene.deliver("eu", 7, at: slot + 15_000)
    await scene.advance(to: slot + 16_000)
    #expect(
      states() == [#"{alertname="High", cluster="eu"} firing"#, #"{alertname="High", cluster="us"} firing"#])

    // It is back, and judged.
    scene.setAbsences("us", [(slot, slot + 30_000)])
    try await scene.deliver("us", 2, at: slot + 30_000)
    try await scene.deliver("eu", 1, at: slot + 30_000)
    await scene.advance(to: slot + 31_000)
    #expect(
      states() == [
        #"{alertname="Low"} firing"#, #"{alertname="Seen", cluster="eu"} firing"#,
        #"{alertname="Seen", cluster="us"} firing"#,
      ])
    await scene.close()
  }

  @Test func `an alert with a lower min_coverage is judged by the clusters that are left`() async throws {
    func alert(_ name: String, _ least: Double) throws -> RuleSettings {
      var rule = try RuleNotation.alert(name, "sum(job:x) < 5")
      if case .alerting(var alerting) = rule.kind {
        alerting.minCoverage = least
        rule.kind = .alerting(alerting)
      }
      return rule
    }
    let scene = try ClusterScene("eu", "us")
    scene.apply(RuleNotation.group(try alert("All", 1), try alert("Half", 0.5), try alert("Any", 0)))
    try await scene.deliver("us", 10, at: slot - 15_000)
    try await scene.store(["__name__": "job:x", "cluster": "us"], StaleMarker.value, at: slot)
    scene.setAbsences("us", [(slot - 15_000, nil)])
    try await scene.deliver("eu", 1, at: slot)
    await scene.advance(to: slot)
    #expect(scene.manager.alerts().map { $0.labels["alertname"] } == ["Half", "Any"])
    await scene.close()
  }

  @Test func `the time in the dark does not count for an alert that waits`() throws {
    let timing = AlertTiming(holdDuration: 60_000, keepFiringFor: 0)
    let match = AlertMatch(labels: ["cluster": "us"], annotations: [], value: 1)
    let dark = AlertHold(
      SlotCoverage(
        [(ClusterStanding(name: "us", deliveredThrough: 0, absences: [.init(from: 1, until: nil)]), 0)], at: 5),
      minimum: 1, interval: 15_000)
    var book = try AlertBook().advanced(by: [match], at: 0, timing)
    for slot in 1...10 { book = try book.advanced(by: [], at: Int64(slot) * 15_000, timing, dark) }
    #expect(book.active.map(\.activeAt) == [150_000])
    book = try book.advanced(by: [match], at: 165_000, timing)
    #expect(book.active.map(\.phase) == [.pending])
    book = try book.advanced(by: [match], at: 210_000, timing)
    #expect(book.active.map(\.phase) == [.firing(since: 210_000, keepingSince: nil)])
  }
}
