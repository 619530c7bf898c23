import TimeSeries

/// What the log knows of one cluster.
struct ClusterFacts: Sendable {
  /// From a moment on, which replica is the primary.
  struct Epoch: Sendable, Equatable {
    var from: Timestamp
    /// Its place among all replicas.
    var primary: Int
  }

  let name: String
  /// Places of its replicas, by name.
  var replicas: [Int] = []
  /// By `from`. Before the first, the first replica by name is the primary.
  var epochs: [Epoch] = []
  /// How many series, replicas counted once, have which period.
  var familiesOfPeriod: [Milliseconds: Int] = [:]
  /// The last number given to what came after the fact, and those of notes that are not stored yet.
  var generation: Int64 = 0
  var pendingGenerations: [Int64] = []
  /// Since when the last period holds that was learned.
  var lastPeriodFrom: Timestamp = .min
  /// Through which moment slots are counted in the metrics.
  var countedThrough: Timestamp = .min

  init(name: String) { self.name = name }

  /// What has a greater number may come before something that has a smaller one.
  var settledGeneration: Int64 { pendingGenerations.min().map { $0 - 1 } ?? generation }

  /// The period of most of its series; 0 while none is known.
  var period: Milliseconds {
    familiesOfPeriod.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
  }

  /// The longest period of its series.
  var periodMax: Milliseconds { familiesOfPeriod.lazy.filter { $0.value > 0 }.map(\.key).max() ?? 0 }

  func primary(at time: Timestamp) -> Int? { epochs.last { $0.from <= time }?.primary ?? replicas.first }
}
