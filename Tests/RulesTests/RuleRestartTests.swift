import Logging
import PromQL
import Storage
import TSDB
import Telemetry
import TestSupport
import Testing
import TimeSeries

@testable import Rules

@Suite struct RuleRestartTests {
  private func stale(_ storage: RecordingStorage) -> [String] {
    storage.rows.filter { $0.value.isStaleMarker }.map { "\($0.labels)" }.sorted()
  }

  @Test func `a series that vanishes over a restart gets its stale marker`() async throws {
    let before = try RuleScene()
    let group = RuleNotation.group(try RuleNotation.record("x", "up"))
    before.answer("up", [(["job": "a"], 1), (["job": "b"], 1)])
    before.apply(group)
    await before.advance()
    before.storage.forgetBatches()

    let after = try RuleScene(at: before.now + 3000, storage: before.storage)
    after.answer("up", [(["job": "b"], 1)])
    after.apply(group)
    await after.advance()
    #expect(stale(after.storage) == [#"x{job="a"}"#])
  }

  @Test func `a group that is gone after a restart is marked stale after two intervals`() async throws {
    let before = try RuleScene()
    before.answer("up", [(["job": "a"], 1)])
    before.apply(RuleNotation.group(try RuleNotation.record("x", "up")))
    await before.advance()

    let after = try RuleScene(at: before.now, storage: before.storage)
    after.apply()
    await after.advance()
    #expect(stale(after.storage).isEmpty)
    await after.advance()
    #expect(stale(after.storage) == [#"x{job="a"}"#])
    #expect(after.storage.recordCount == 0)
  }

  @Test func `a slot is not evaluated again after a restart`() async throws {
    let before = try RuleScene()
    let group = RuleNotation.group(try RuleNotation.record("x", "up"))
    before.apply(group)
    await before.advance()
    // The clock stepped back while the server was down.
    let after = try RuleScene(at: before.now - 40_000, storage: before.storage)
    after.apply(group)
    await after.advance(40_000)
    #expect(after.queries.isEmpty)
    await after.advance()
    #expect(after.queries.count == 1)
  }

  @Test func `a group of whatever interval is evaluated once at each slot`() async throws {
    for interval: Milliseconds in [1000, 60_000, 60_001, 120_000, 3_600_000, 86_400_000] {
      let scene = try RuleScene(at: 100 * interval)
      scene.apply(RuleNotation.group(interval: interval, try RuleNotation.record("x", "up")))
      for _ in 0..<12 { await scene.advance(interval / 4) }
      #expect(scene.queries.count == 3, "\(interval)")
      #expect(Set(scene.queries.map(\.timestamp)).count == 3, "\(interval)")
      #expect(scene.warnings.isEmpty, "\(interval): \(scene.warnings)")
    }
  }

  @Test func `a clock that is set back far silences no group`() async throws {
    let group = RuleNotation.group(
      try RuleNotation.record("x", "up"), try RuleNotation.alert("A", "down", for: 30_000))
    let before = try RuleScene()
    before.answer("down", [(["job": "a"], 1)])
    before.apply(group)
    await before.advance()

    let after = try RuleScene(at: before.now - 3_600_000, storage: before.storage)
    after.answer("up", [(["job": "a"], 1)])
    after.answer("down", [(["job": "a"], 1)])
    after.apply(group)
    after.storage.forgetBatches()
    await after.advance()
    #expect(after.storage.rows.contains { "\($0.labels)" == #"x{job="a"}"# && $0.timestamp <= after.now })
    #expect(after.manager.alerts().map(\.state) == [.pending])
    // It does not wait for the time that the clock had shown.
    for _ in 0..<2 { await after.advance() }
    #expect(after.manager.alerts().map(\.state) == [.firing])
    #expect(after.warnings.count == 1, "\(after.warnings)")
    // Nor when the server is up meanwhile.
    after.storage.forgetBatches()
    await after.advance(-3_600_000)
    await after.advance()
    #expect(after.storage.rows.contains { "\($0.labels)" == #"x{job="a"}"# && $0.timestamp <= after.now })
    #expect(after.manager.alerts().map(\.state) == [.firing])
    #expect(after.warnings.count == 2, "\(after.warnings)")
  }

  @Test func `a pending alert goes on waiting where it was`() async throws {
    let group = RuleNotation.group(try RuleNotation.alert("A", "down", for: 30_000))
    let before = try RuleScene()
    before.answer("down", [(["job": "a"], 1)])
    before.apply(group)
    await before.advance()
    let activeAt = before.manager.alerts().map(\.activeAt)

    let after = try RuleScene(at: before.now, storage: before.storage)
    after.answer("down", [(["job": "a"], 1)])
    after.apply(group)
    await after.advance()
    #expect(after.manager.alerts().map(\.activeAt) == activeAt)
    #expect(after.manager.alerts().map(\.state) == [.pending])
    await after.advance()
    #expect(after.manager.alerts().map(\.state) == [.firing])
  }

  @Test func `the database remembers what rules wrote`() async throws {
    let folder = TemporaryDirectory()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let group = RuleNotation.group(try RuleNotation.record("x", "vector(1)"))
    let start: Timestamp = 1_700_000_000_000

    func run(at time: Timestamp, _ elements: [VectorSample]) async throws -> Timestamp {
      var settings = TimeSeriesSettings(path: folder.path + "/data")
      settings.clock = { time + 60_000 }
      let database = try TimeSeriesDatabase(settings, registry: Registry(), logger: logger)
      let clock = ManualClock(time)
      let manager = try RuleManager(
        query: RuleQuery { (_, _, _) async throws(QueryError) -> QueryResult in
          QueryResult(value: .vector(elements), annotations: Annotations(), statistics: QueryStatistics())
        }, view: { database }, storage: database, registry: Registry(), logger: logger, clock: { clock.now })
      manager.apply([group], RuleDefaults())
      clock.now += 15_000
      await manager.evaluateDue()
      #expect(manager.groups().first?.rules.first?.lastError == "")
      await database.close()
      return SlotSchedule(of: RuleGroupKey(file: "rules.yml", name: "g"), interval: 15_000).slot(atOrBefore: clock.now)
    }

    let first = try await run(at: start, [VectorSample(labels: ["job": "a"], timestamp: 0, value: 5)])
    let second = try await run(at: start + 15_000, [])
    let database = try TimeSeriesDatabase(
      TimeSeriesSettings(path: folder.path + "/data"), registry: Registry(), logger: logger)
    let found = try database.select(
      [LabelMatcher("__name__", equals: "x")], SelectRange(from: start, through: start + 60_000))
    var samples: [(Timestamp, UInt64)] = []
    try found.read(0..<found.labels.count) { _, columns in
      samples += zip(columns.timestamps, columns.values.map(\.bitPattern))
    }
    #expect(samples.map(\.0) == [first, second])
    #expect(samples.map(\.1) == [(5.0).bitPattern, StaleMarker.bits])
    await database.close()
  }
}
