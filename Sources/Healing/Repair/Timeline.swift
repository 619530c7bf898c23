import TimeSeries

/// Arithmetic on the rising timestamps of one series.
enum Timeline {
  /// The distance of neighbouring slots; `nil` with fewer than two.
  static func period(_ times: some BidirectionalCollection<Timestamp>) -> Milliseconds? {
    zip(times, times.dropFirst()).lazy.map { $1 - $0 }.min()
  }

  /// Whether no timestamp lies within half a `period` of `time`.
  static func isFree(_ time: Timestamp, in times: [Timestamp], period: Milliseconds) -> Bool {
    let next = lowerBound(time, in: times)
    if next < times.count, times[next] == time || (times[next] - time) * 2 < period { return false }
    return next == 0 || (time - times[next - 1]) * 2 >= period
  }

  /// The newest timestamp at or before `time`.
  static func newest(atOrBefore time: Timestamp, in times: [Timestamp]) -> Timestamp? {
    let next = lowerBound(time + 1, in: times)
    return next == 0 ? nil : times[next - 1]
  }

  /// The stretches of `times` (rising) in which no two neighbours are further apart than `distance`; those of one
  /// timestamp are left out.
  static func runs(_ times: [Timestamp], closerThan distance: Milliseconds) -> [Range<Timestamp>] {
    var runs: [Range<Timestamp>] = []
    var start = times.first ?? 0
    for (time, next) in zip(times, times.dropFirst() + [.max]) where next == .max || next - time > distance {
      if start < time { runs.append(start..<time) }
      start = next
    }
    return runs
  }

  /// The place of the first timestamp that is not before `time`.
  private static func lowerBound(_ time: Timestamp, in times: [Timestamp]) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
