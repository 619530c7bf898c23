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
  /// Through which moment slots are counted in the metrics.
  var countedThrough: Timestamp = .min

  init(name: String) { self.name = name }

  /// The period of most of its series; 0 while none is known.
  var period: Milliseconds {
    familiesOfPeriod.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
  }

  func primary(at time: Timestamp) -> Int? { epochs.last { $0.from <= time }?.primary ?? replicas.first }
}
