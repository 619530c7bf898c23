import TimeSeries

/// How many series were new within the past hour, counted by the minute.
struct RecentAdmissions: Sendable, Equatable {
  private static let minute: Milliseconds = 60_000
  private static let minuteCount = 60

  /// The count of minute `m` at `m % 60`.
  private var counts = [Int](repeating: 0, count: minuteCount)
  /// The newest minute that was counted.
  private var newest: Int64 = 0

  mutating func add(_ count: Int, at now: Timestamp) {
    let minute = RecentAdmissions.minute(of: now)
    forget(before: minute)
    // What a clock that was set back says is newest; what an old row says may be older.
    guard newest - minute < Int64(RecentAdmissions.minuteCount) else { return }
    counts[RecentAdmissions.place(of: minute)] += count
  }

  /// Those of the sixty minutes up to the one of `now`.
  func total(at now: Timestamp) -> Int {
    var recent = self
    recent.forget(before: RecentAdmissions.minute(of: now))
    return recent.counts.reduce(0, +)
  }

  private mutating func forget(before minute: Int64) {
    guard minute > newest else { return }
    let passed = min(minute - newest, Int64(RecentAdmissions.minuteCount))
    for step in 0..<passed { counts[RecentAdmissions.place(of: minute - step)] = 0 }
    newest = minute
  }

  private static func minute(of time: Timestamp) -> Int64 { max(0, time / minute) }

  private static func place(of minute: Int64) -> Int { Int(minute % Int64(minuteCount)) }
}
