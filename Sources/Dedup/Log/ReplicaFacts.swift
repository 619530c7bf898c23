import TimeSeries

/// What the log knows of one replica.
struct ReplicaFacts: Sendable {
  /// A stretch without samples, exclusive of both ends.
  struct Gap: Sendable, Equatable {
    var after: Timestamp
    var before: Timestamp
  }

  let name: String
  /// Its cluster's place.
  let cluster: Int
  /// Its bit among the replicas of the cluster; all bits where there are too many of them.
  let bit: UInt32
  /// The newest sample that is stored, and the newest that was noted.
  var newest: Timestamp = .min
  var promised: Timestamp = .min
  /// Its slots through this moment are given up, where they are empty.
  var givenUp: Timestamp = .min
  /// The cluster's newest sample when the replica last delivered or failed.
  var lastSign: Timestamp = .min
  var interval: Milliseconds = 0
  /// By `from`.
  var demotions: [Demotion] = []
  /// Of the last slots, oldest first.
  var gaps: [Gap] = []
  /// Since when its gaps are known; the end of time before its first body.
  var watchedSince: Timestamp = .max

  /// - Parameter number: how many replicas the cluster had before.
  init(name: String, cluster: Int, number: Int) {
    self.name = name
    self.cluster = cluster
    bit = number < 32 ? 1 << UInt32(number) : .max
  }

  /// Whether it had no gap at the moment.
  func covers(_ time: Timestamp) -> Bool {
    watchedSince <= time && time <= max(newest, promised) && !gaps.contains { $0.after < time && time < $0.before }
  }

  /// The worst of its ranks at the moment, for series with this period.
  func demotion(at time: Timestamp, _ period: Milliseconds) -> Demotion.Reason? {
    demotions.lazy.filter { $0.from <= time && time <= $0.end(period) }.map(\.reason).max()
  }

  /// How many slots it lacks within the last `count` ones through `end`.
  func lostSlots(of count: Int64, through end: Timestamp, _ period: Milliseconds) -> Int64 {
    let start = end - count * period
    var lost: Int64 = 0
    let last = max(newest, promised)
    let tail = Gap(after: last, before: end + period)
    for gap in gaps + (last < end ? [tail] : []) where gap.before > start {
      let length = min(gap.before, end + period) - max(gap.after, start)
      lost += max(0, (length + period / 2) / period - 1)
    }
    return lost
  }
}
