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
  /// The stretch in which its empty slots were given up last, as far as that is stored: whatever still comes of it before
  /// the end is noted as late, sample by sample what is from before the beginning.
  var givenUp: Demotion?
  /// The cluster's newest sample when the replica last delivered or failed.
  var lastSign: Timestamp = .min
  var interval: Milliseconds = 0
  /// By `from`.
  var demotions: [Demotion] = []
  /// Where stretches of warming up begin that are not stored yet: nobody may be served because of them.
  var unstoredWarming: [Timestamp] = []
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

  /// The stretch in which it is given up and has delivered nothing since; `nil` if it has.
  var openStretch: Demotion? { demotions.last { $0.reason == .late && isOpen($0) } }

  /// Whether a stretch holds no sample yet, so that it is not known when they will have come.
  func isOpen(_ stretch: Demotion) -> Bool { stretch.reason == .late && promised != .min && stretch.from > promised }

  /// What comes at or before this moment comes after it was given up.
  var lateFloor: Timestamp {
    let from = demotions.lazy.filter { $0.reason == .late && $0.from > .min }.map(\.from).max()
    return max(from.map { $0 - 1 } ?? .min, promised.addingClamped(-SlotPlanner.lagMax))
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
