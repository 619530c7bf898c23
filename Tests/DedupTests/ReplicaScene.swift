import Storage
import TestSupport
import TimeSeries

@testable import Dedup

/// Replicas of one cluster, their log and their store, driven by hand: slots of 30 s, scraped at each.
struct ReplicaScene {
  static let period: Milliseconds = 30_000
  static let start: Timestamp = 1_000_000

  let store = ReplicatedStore()
  var log: ReplicaLog
  private(set) var replicas: [String: SimulatedReplica] = [:]

  init() throws { log = try ReplicaLog(store, replicaLabels: ["replica"]) }

  static func time(_ slot: Int) -> Timestamp { start + Timestamp(slot) * period }

  /// - Parameters:
  ///   - series: for each, in which slots the replica has a sample.
  ///   - offset: how far its samples are from the slots.
  mutating func add(_ name: String, series: [[Int]], offset: Milliseconds = 0) throws {
    let samples = series.map { slots in
      slots.map { (time: Self.time($0) + offset, value: Double($0) + (name == "a" ? 0 : 0.5)) }
    }
    replicas[name] = try SimulatedReplica(ReplicaName(cluster: "eu", replica: name), store, samples: samples)
  }

  mutating func deliver(_ names: String..., slot: Int) {
    for name in names {
      replicas[name]?.deliver(at: Self.time(slot) + 1_000, log, store, interval: Self.period)
    }
  }

  mutating func fail(_ name: String, slot: Int) {
    replicas[name]?.fail(at: Self.time(slot) + 1_000, log, store, interval: Self.period)
  }

  /// Iapetus forgets everything but what is stored.
  mutating func restart() throws {
    log = try ReplicaLog(store, replicaLabels: ["replica"])
    for name in replicas.keys { replicas[name]?.restart() }
  }

  /// What is served of a series in some slots.
  func served(_ series: Int = 0, slots: ClosedRange<Int>) throws -> SampleColumns {
    let view = DedupView(base: store, replicaLabels: ["replica"], log: log)
    let reach = Self.period / 2 - 1
    let range = SelectRange(
      from: Self.time(slots.lowerBound) - reach, through: Self.time(slots.upperBound) + reach)
    let selection = try view.select([LabelMatcher("__name__", equals: "job:s\(series):sum")], range)
    var served = SampleColumns()
    try selection.read(0..<selection.labels.count) { _, columns in
      served = SampleColumns(timestamps: columns.timestamps, values: columns.values)
    }
    return served
  }
}
