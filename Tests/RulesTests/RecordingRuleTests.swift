import Storage
import Telemetry
import Testing
import TimeSeries

@testable import Rules

@Suite struct RecordingRuleTests {
  private typealias Row = RecordingStorage.Row

  private func row(_ labels: Labels, _ timestamp: Timestamp, _ value: Double) -> Row {
    Row(labels: labels, timestamp: timestamp, value: value)
  }

  /// The slot at or before `time` of the group `g`, which is what its outputs carry.
  private func slot(_ time: Timestamp, interval: Milliseconds = 15_000) -> Timestamp {
    SlotSchedule(of: RuleGroupKey(file: "rules.yml", name: "g"), interval: interval).slot(atOrBefore: time)
  }

  @Test func `the answer is stored under the rule's name at the slot`() async throws {
    let scene = try RuleScene()
    scene.answer("up", [(["__name__": "up", "job": "a", "cluster": "x"], 1), (["__name__": "up", "job": "b"], 0)])
    scene.apply(RuleNotation.group(try RuleNotation.record("job:up:sum", "up", [("team", "t"), ("cluster", "")])))
    await scene.advance()
    let slot = slot(scene.now)
    #expect(
      scene.storage.batches == [
        [
          row(["__name__": "job:up:sum", "job": "a", "team": "t"], slot, 1),
          row(["__name__": "job:up:sum", "job": "b", "team": "t"], slot, 0),
        ]
      ])
    #expect(scene.queries.map(\.timestamp) == [slot])
    #expect(scene.rules.map(\.health) == [.ok])
    #expect(scene.rules.map(\.lastEvaluation) == [scene.now])
  }

  @Test func `the first evaluation waits for the next slot, and each slot is evaluated once`() async throws {
    let scene = try RuleScene()
    scene.apply(RuleNotation.group(try RuleNotation.record("x", "up")))
    await scene.advance(0)
    #expect(scene.queries.isEmpty)
    await scene.advance(15_000)
    await scene.advance(0)
    #expect(scene.queries.count == 1)
  }

  @Test func `a query offset moves what is asked and what is stored`() async throws {
    let scene = try RuleScene()
    scene.answer("up", [([:], 1)])
    scene.apply(RuleNotation.group(offset: 60_000, try RuleNotation.record("x", "up")))
    await scene.advance()
    #expect(scene.queries.map(\.timestamp) == [slot(scene.now) - 60_000])
    #expect(scene.storage.rows == [row(["__name__": "x"], slot(scene.now) - 60_000, 1)])
  }

  @Test func `a scalar is one series, a string is an error`() async throws {
    let scene = try RuleScene()
    scene.answer("3", scalar: 3)
    scene.answer(#""text""#, string: "text")
    scene.apply(
      RuleNotation.group(try RuleNotation.record("x", "3"), try RuleNotation.record("y", #""text""#)))
    await scene.advance()
    #expect(scene.storage.rows == [row(["__name__": "x"], slot(scene.now), 3)])
    #expect(scene.rules.map(\.lastError) == ["", "rule result is not a vector or scalar"])
  }

  @Test func `rules run in order and each is stored before the next asks`() async throws {
    let scene = try RuleScene()
    scene.answer("a", [([:], 1)])
    scene.answer("x", [([:], 2)])
    scene.apply(RuleNotation.group(try RuleNotation.record("x", "a"), try RuleNotation.record("y", "x")))
    await scene.advance()
    #expect(scene.queries.map(\.text) == ["a", "x"])
    #expect(scene.storage.batches.map { $0.map(\.labels.metricName) } == [["x"], ["y"]])
  }

  @Test func `a series that vanishes gets one stale marker`() async throws {
    let scene = try RuleScene()
    scene.answer("up", [(["job": "a"], 1), (["job": "b"], 1)])
    scene.apply(RuleNotation.group(try RuleNotation.record("x", "up")))
    await scene.advance()
    scene.answer("up", [(["job": "b"], 1)])
    scene.storage.forgetBatches()
    await scene.advance()
    await scene.advance()
    let slot = slot(scene.now)
    #expect(
      scene.storage.rows == [
        row(["__name__": "x", "job": "b"], slot - 15_000, 1),
        row(["__name__": "x", "job": "a"], slot - 15_000, StaleMarker.value),
        row(["__name__": "x", "job": "b"], slot, 1),
      ])
  }

  @Test func `a failed evaluation writes nothing and keeps what it knows`() async throws {
    let scene = try RuleScene()
    scene.answer("up", [(["job": "a"], 1)])
    scene.apply(RuleNotation.group(try RuleNotation.record("x", "up")))
    await scene.advance()
    scene.storage.forgetBatches()
    scene.fail("up")
    await scene.advance()
    #expect(scene.storage.rows.isEmpty)
    #expect(scene.rules.map(\.health) == [.failed])
    #expect(scene.rules.map(\.lastError) == ["many-to-many matching not allowed"])
    scene.answer("up", [])
    await scene.advance()
    #expect(scene.storage.rows == [row(["__name__": "x", "job": "a"], slot(scene.now), StaleMarker.value)])
    #expect(scene.rules.map(\.lastError) == [""])
  }

  @Test func `equal labels after the rule's own are refused`() async throws {
    let scene = try RuleScene()
    scene.answer("up", [(["job": "a"], 1), (["job": "b"], 1)])
    scene.apply(RuleNotation.group(try RuleNotation.record("x", "up", [("job", "")])))
    await scene.advance()
    #expect(scene.storage.rows.isEmpty)
    #expect(
      scene.rules.map(\.lastError)
        == ["vector contains metrics with the same labelset after applying rule labels"])
  }

  @Test func `more series than the limit are all refused`() async throws {
    let scene = try RuleScene()
    scene.answer("up", [(["job": "a"], 1), (["job": "b"], 1)])
    scene.apply(RuleNotation.group(limit: 1, try RuleNotation.record("x", "up")))
    await scene.advance()
    #expect(scene.storage.rows.isEmpty)
    #expect(scene.rules.map(\.lastError) == ["exceeded limit of 1 with 2 series"])
  }

  @Test func `samples that storage refuses make the rule unhealthy`() async throws {
    let scene = try RuleScene()
    scene.answer("a", [([:], 1)])
    scene.answer("b", [([:], 2)])
    scene.apply(RuleNotation.group(try RuleNotation.record("x", "a"), try RuleNotation.record("x", "b")))
    await scene.advance()
    #expect(scene.rules.map(\.health) == [.ok, .failed])
    #expect(scene.rules.last?.lastError.contains("storage refused 1 of 2 samples: 1 with another value") == true)
  }

  @Test func `when storage takes nothing the rule says why, and the next slot tries again`() async throws {
    let scene = try RuleScene()
    scene.answer("up", [([:], 1)])
    scene.apply(RuleNotation.group(try RuleNotation.record("x", "up")))
    scene.storage.setBroken(true)
    await scene.advance()
    #expect(scene.rules.map(\.lastError) == ["writing a batch: no space left on device"])
    scene.storage.setBroken(false)
    await scene.advance()
    #expect(scene.storage.rows == [row(["__name__": "x"], slot(scene.now), 1)])
    #expect(scene.rules.map(\.health) == [.ok])
  }

  @Test func `slots that went by are counted, the latest is evaluated, then they are made up`() async throws {
    let scene = try RuleScene()
    scene.apply(RuleNotation.group(try RuleNotation.record("x", "up")))
    await scene.advance()
    await scene.advance(60_000)
    #expect(scene.queries.map(\.timestamp) == [-60_000, 0, -45_000, -30_000, -15_000].map { slot(scene.now) + $0 })
    func value(_ name: String) -> [Double] {
      scene.registry.families().filter { $0.name == name }.flatMap(\.samples).map(\.value)
    }
    #expect(value("prometheus_rule_group_iterations_missed_total") == [3])
    #expect(value("prometheus_rule_group_iterations_total") == [5])
    #expect(value("prometheus_rule_evaluations_total") == [2])
  }
}
