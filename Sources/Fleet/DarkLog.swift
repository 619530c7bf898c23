import TimeSeries

/// The closed dark intervals of a cluster, in order of time, none touching another.
struct DarkLog: Sendable, Equatable {
  /// So many are remembered one by one; of more, the two oldest become one, which overstates and never hides.
  static let countMax = 512

  private(set) var intervals: [DarkInterval] = []

  init() {}

  /// Adds a closed interval; one that is empty is none, and those it overlaps become one with it.
  mutating func add(_ interval: DarkInterval) {
    guard var until = interval.until, interval.from < until else { return }
    var from = interval.from
    var cause = interval.cause
    for other in intervals where other.from < until && other.end > from {
      cause = other.from < from ? other.cause : cause
      from = min(from, other.from)
      until = max(until, other.end)
    }
    intervals.removeAll { $0.from < until && $0.end > from }
    intervals.append(DarkInterval(from: from, until: until, cause: cause))
    intervals.sort { $0.from < $1.from }
    shorten()
  }

  /// Takes `range` out, whose samples are there by now.
  mutating func remove(_ range: Range<Timestamp>) {
    intervals = intervals.flatMap { interval in
      let before = DarkInterval(from: interval.from, until: min(interval.end, range.lowerBound), cause: interval.cause)
      let after = DarkInterval(from: max(interval.from, range.upperBound), until: interval.end, cause: interval.cause)
      if interval.end <= range.lowerBound || interval.from >= range.upperBound { return [interval] }
      return [before, after].filter { $0.from < $0.end }
    }
    shorten()
  }

  /// Forgets what ended before `time`.
  mutating func prune(before time: Timestamp) {
    intervals.removeAll { $0.end <= time }
  }

  private mutating func shorten() {
    while intervals.count > DarkLog.countMax {
      intervals[1].from = intervals[0].from
      intervals.removeFirst()
    }
  }
}
