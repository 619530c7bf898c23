import Logging
import Notifier
import PromQL
import Storage
import TSDB
import Telemetry
import TestSupport
import Threads
import TimeSeries

@testable import Rules

/// Rules over clusters: a database, the query engine, a clock, and clusters that deliver when the test says so.
final class ClusterScene: Sendable {
  static let start: Timestamp = 1_700_000_005_000
  static let interval: Milliseconds = 15_000

  let folder = TemporaryDirectory()
  let database: TimeSeriesDatabase
  let clock: ManualClock
  let registry = Registry()
  let manager: RuleManager
  private let standings = Locked<[ClusterStanding]>([])
  let sent = Locked<[String]>([])

  /// - Parameter limits: of the rules.
  init(_ clusters: String..., limits: RuleLimits = RuleLimits(), at time: Timestamp = start) throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let clock = ManualClock(time)
    var settings = TimeSeriesSettings(path: folder.path + "/data")
    settings.clock = { clock.now }
    let database = try TimeSeriesDatabase(settings, registry: Registry(), logger: logger)
    (self.clock, self.database) = (clock, database)
    let (standings, sent) = (standings, sent)
    standings.withLock { $0 = clusters.map { ClusterStanding(name: $0, deliveredThrough: nil) } }
    manager = try RuleManager(
      engine: QueryEngine(limits: QueryLimits(), registry: Registry()), view: { database }, storage: database,
      clusters: ClusterWatch(standings: { standings.withLock { $0 } }, advances: { AsyncStream { $0.finish() } }),
      registry: registry, logger: logger, limits: limits,
      delivery: AlertDelivery(send: { alerts in sent.withLock { $0 += alerts.map { "\($0.labels)" } } }),
      clock: { clock.now })
  }

  func apply(_ groups: RuleGroupSettings..., deadline: Milliseconds = 10_000) {
    manager.apply(
      groups.map { group in
        var group = group
        group.isAligned = true
        return group
      }, RuleDefaults(evaluationInterval: ClusterScene.interval, deadline: deadline))
  }

  /// A cluster delivers a sample of `job:x`, and with it everything up to its time.
  func deliver(_ cluster: String, _ value: Double, at time: Timestamp, through: Timestamp? = nil) async throws {
    try await store(["__name__": "job:x", "cluster": cluster], value, at: time)
    standings.withLock { standings in
      guard let place = standings.firstIndex(where: { $0.name == cluster }) else { return }
      standings[place].deliveredThrough = max(standings[place].deliveredThrough ?? .min, through ?? time)
    }
  }

  func store(_ labels: Labels, _ value: Double, at time: Timestamp) async throws {
    var batch = SampleBatch()
    batch.append(try database.seriesID(of: labels), time, value)
    _ = try await database.append(batch)
  }

  func setAbsences(_ cluster: String, _ absences: [(Timestamp, Timestamp?)]) {
    standings.withLock { standings in
      for place in standings.indices where standings[place].name == cluster {
        standings[place].absences = absences.map { .init(from: $0.0, until: $0.1) }
      }
    }
  }

  /// Moves the clock and does what is due.
  func advance(to time: Timestamp) async {
    clock.now = time
    await manager.evaluateDue()
  }

  func close() async { await database.close() }

  /// What is stored under a name: by labels without it, time and value, oldest first; markers as "stale".
  func stored(_ name: String) throws -> [String] {
    let range = SelectRange(from: ClusterScene.start - 3_600_000, through: ClusterScene.start + 7_200_000)
    let selection = try database.select([LabelMatcher("__name__", equals: name)], range)
    var rows: [(Timestamp, String)] = []
    try selection.read(0..<selection.labels.count) { position, samples in
      var builder = LabelsBuilder(selection.labels[position])
      builder.remove("__name__")
      for row in 0..<samples.count {
        let value = samples.values[row].isStaleMarker ? "stale" : FloatText.json(samples.values[row])
        let slot = (samples.timestamps[row] - ClusterScene.start) / 1000
        rows.append((samples.timestamps[row], "\(builder.labels()) \(value) @\(slot)"))
      }
    }
    return rows.sorted { $0 < $1 }.map(\.1)
  }

  func metric(_ name: String) -> Double {
    registry.families().filter { $0.name == name }.flatMap(\.samples).map(\.value).reduce(0, +)
  }
}
