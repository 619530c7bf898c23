import Storage
import Testing
import TimeSeries

@testable import Rules

@Suite struct RuleReloadTests {
  private func stale(_ storage: RecordingStorage) -> [String] {
    storage.rows.filter { $0.value.isStaleMarker }.map { "\($0.labels)" }.sorted()
  }

  /// A scene whose group `g` has written `x{job="a"}` and `y`.
  private func scene() async throws -> RuleScene {
    let scene = try RuleScene()
    scene.answer("a", [(["job": "a"], 1)])
    scene.answer("b", [([:], 1)])
    scene.apply(
      RuleNotation.group(try RuleNotation.record("x", "a"), try RuleNotation.record("y", "b")))
    await scene.advance()
    scene.storage.forgetBatches()
    return scene
  }

  @Test func `what a removed rule wrote becomes stale at the next slot`() async throws {
    let scene = try await scene()
    scene.apply(RuleNotation.group(try RuleNotation.record("y", "b")))
    await scene.advance()
    #expect(stale(scene.storage) == [#"x{job="a"}"#])
    await scene.advance()
    #expect(stale(scene.storage).count == 1)
  }

  @Test func `a changed rule leaves nothing behind and marks nothing that it writes again`() async throws {
    let scene = try await scene()
    scene.answer("a * 2", [(["job": "a"], 2)])
    scene.apply(RuleNotation.group(try RuleNotation.record("x", "a * 2"), try RuleNotation.record("y", "b")))
    await scene.advance()
    #expect(stale(scene.storage).isEmpty)
    scene.apply(RuleNotation.group(try RuleNotation.record("z", "a * 2"), try RuleNotation.record("y", "b")))
    await scene.advance()
    #expect(stale(scene.storage) == [#"x{job="a"}"#])
  }

  @Test func `a removed group is marked stale after two intervals`() async throws {
    let scene = try await scene()
    scene.apply()
    #expect(scene.manager.groups().isEmpty)
    await scene.advance()
    #expect(stale(scene.storage).isEmpty)
    await scene.advance()
    #expect(stale(scene.storage) == [#"x{job="a"}"#, "y"])
    #expect(scene.storage.recordCount == 0)
    await scene.advance()
    #expect(scene.storage.rows.count == 2)
  }

  @Test func `a group that comes back in time goes on`() async throws {
    let scene = try await scene()
    scene.apply()
    await scene.advance()
    scene.apply(RuleNotation.group(try RuleNotation.record("x", "a"), try RuleNotation.record("y", "b")))
    for _ in 0..<3 { await scene.advance() }
    #expect(stale(scene.storage).isEmpty)
    #expect(scene.storage.rows.count == 6)
  }

  @Test func `a rule that moves to another group keeps its series`() async throws {
    let scene = try await scene()
    scene.apply(
      RuleNotation.group(named: "h", try RuleNotation.record("x", "a"), try RuleNotation.record("y", "b")))
    for _ in 0..<4 { await scene.advance() }
    #expect(stale(scene.storage).isEmpty)
  }

  @Test func `unchanged alerts keep their state`() async throws {
    let scene = try RuleScene()
    scene.answer("down", [(["job": "a"], 1)])
    scene.apply(RuleNotation.group(try RuleNotation.alert("A", "down", for: 60_000)))
    await scene.advance()
    let activeAt = scene.manager.alerts().map(\.activeAt)
    scene.apply(
      RuleNotation.group(try RuleNotation.record("x", "a"), try RuleNotation.alert("A", "down", for: 30_000)))
    await scene.advance()
    #expect(scene.manager.alerts().map(\.activeAt) == activeAt)
    await scene.advance()
    #expect(scene.manager.alerts().map(\.state) == [.firing])
    // Another expression is another alert.
    scene.answer("down > 0", [(["job": "a"], 1)])
    scene.apply(RuleNotation.group(try RuleNotation.alert("A", "down > 0", for: 30_000)))
    await scene.advance()
    #expect(scene.manager.alerts().map(\.state) == [.pending])
  }

  @Test func `another interval moves the next slot`() async throws {
    let scene = try await scene()
    scene.apply(RuleNotation.group(interval: 1000, try RuleNotation.record("x", "a")))
    await scene.advance(1000)
    let schedule = SlotSchedule(of: RuleGroupKey(file: "rules.yml", name: "g"), interval: 1000)
    #expect(scene.queries.last?.timestamp == schedule.slot(atOrBefore: scene.now))
    #expect(scene.manager.groups().map(\.interval) == [1000])
  }

  @Test func `groups without an interval take the configuration's`() async throws {
    let scene = try RuleScene()
    let group = RuleGroupSettings(file: "f", name: "n", rules: [])
    scene.apply(group, defaults: RuleDefaults(evaluationInterval: 7000, queryOffset: 3000))
    #expect(scene.manager.groups().map(\.interval) == [7000])
    #expect(scene.manager.groups().map(\.queryOffset) == [3000])
  }

  @Test func `running ends when it is cancelled`() async throws {
    let scene = try await scene()
    let run = Task { await scene.manager.run() }
    run.cancel()
    await run.value
    #expect(run.isCancelled)
  }
}
