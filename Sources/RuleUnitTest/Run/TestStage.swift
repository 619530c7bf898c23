import Config
import Logging
import PromQL
import Rules
import Storage
import TSDB
import Telemetry
import Threads
import TimeSeries

/// Storage, engine and rules of one test, all as the server has them, and a clock that is moved by hand.
final class TestStage: Sendable {
  /// How long before the start the world begins: nothing happens then.
  private static let lead: Milliseconds = 1
  private static let forever: Milliseconds = 1000 * 365 * 86_400_000

  private let folder: ScratchFolder
  private let clock: Locked<Timestamp>
  private let database: TimeSeriesDatabase
  private let engine: QueryEngine
  /// One for each group, so that one is done before the next begins.
  private let managers: [RuleManager]

  /// - Throws: ``StorageError`` if there is no room for a store in the temporary folder.
  init(_ test: RuleTest, groups: [RuleGroupSettings], evaluationInterval: Milliseconds) throws {
    let clock = Locked(test.start - Self.lead)
    let registry = Registry()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    folder = try ScratchFolder()
    let database = try Self.database(in: folder.path, registry, logger, clock)
    var limits = QueryLimits()
    limits.subqueryStep = evaluationInterval
    let engine = QueryEngine(limits: limits, registry: registry)
    managers = try groups.map { _ in
      try RuleManager(
        engine: engine, view: { database }, storage: database, registry: Registry(), logger: logger,
        clock: { clock.withLock { $0 } })
    }
    (self.clock, self.database, self.engine) = (clock, database, engine)
    var defaults = RuleDefaults(evaluationInterval: evaluationInterval, externalLabels: test.externalLabels)
    defaults.externalURL = test.externalURL
    for (manager, group) in zip(managers, groups) {
      manager.apply([Self.ticking(group, from: test.start, every: evaluationInterval)], defaults)
    }
  }

  private static func database(
    in path: String, _ registry: Registry, _ logger: Logger, _ clock: Locked<Timestamp>
  ) throws(StorageError) -> TimeSeriesDatabase {
    var settings = TimeSeriesSettings(path: path)
    settings.retentionTime = forever
    settings.clock = { clock.withLock { $0 } }
    return try TimeSeriesDatabase(settings, registry: registry, logger: logger)
  }

  /// All groups are evaluated at every tick of the test, whatever their own interval.
  private static func ticking(
    _ group: RuleGroupSettings, from start: Timestamp, every interval: Milliseconds
  ) -> RuleGroupSettings {
    var group = group
    group.interval = interval
    group.isAligned = true
    group.alignment = start
    return group
  }

  func close() async { await database.close() }

  /// The groups, in the order of their evaluation.
  var groups: [RuleGroupStatus] { managers.flatMap { $0.groups() } }

  /// Takes `samples` in, moves the clock on to `time`, and evaluates one group after the other.
  func advance(to time: Timestamp, _ samples: [(labels: Labels, timestamp: Timestamp, value: SeriesValue)]) async throws
  {
    clock.withLock { $0 = time }
    var batch = SampleBatch()
    for sample in samples {
      let id = try database.seriesID(of: sample.labels)
      switch sample.value {
      case .float(let value): batch.append(id, sample.timestamp, value)
      case .histogram(let histogram): batch.append(id, sample.timestamp, histogram)
      case .stale: batch.append(id, sample.timestamp, StaleMarker.value)
      }
    }
    if !batch.isEmpty { _ = try await database.append(batch) }
    for manager in managers { await manager.evaluateDue() }
  }

  /// What an expression is worth.
  func answer(_ expression: String, at time: Timestamp) async throws(QueryError) -> QueryValue {
    try await engine.instant(expression, at: time, on: database).value
  }
}
