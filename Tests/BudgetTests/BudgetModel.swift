import Budget
import TimeSeries

/// A budget as the design tells it, without any thought of speed: what the ledger is held against.
struct BudgetModel {
  struct Series {
    var newcomer: Newcomer
    var isPriority: Bool
    /// `nil` while it is refused.
    var admittedAt: Timestamp?
    var holders: Set<String> = []
    var lastSeen: Timestamp
  }

  let limit: Int
  let idleRelease: Milliseconds
  private(set) var series: [SeriesFingerprint: Series] = [:]
  private var wasFull = false

  init(limit: Int, idleRelease: Milliseconds) {
    self.limit = limit
    self.idleRelease = idleRelease
  }

  var active: Set<SeriesFingerprint> { Set(series.filter { $0.value.admittedAt != nil }.keys) }

  /// `child` brings exactly these.
  mutating func scrape(_ body: [Newcomer], by child: String, isPriority: (Newcomer) -> Bool, at now: Timestamp) {
    release(at: now)
    for newcomer in body {
      let fresh = Series(newcomer: newcomer, isPriority: isPriority(newcomer), lastSeen: now)
      series[newcomer.series, default: fresh].holders.insert(child)
    }
    admit(at: now)
    let brought = Set(body.map(\.series))
    for (key, one) in series where one.holders.contains(child) && !brought.contains(key) {
      series[key]?.holders.remove(child)
      series[key]?.lastSeen = now
      if one.admittedAt == nil, one.holders == [child] { series[key] = nil }
    }
  }

  mutating func release(at now: Timestamp) {
    series = series.filter {
      $0.value.admittedAt == nil || !$0.value.holders.isEmpty || now - $0.value.lastSeen < idleRelease
    }
    admit(at: now)
  }

  /// One after the other, always the one that the rules put first.
  private mutating func admit(at now: Timestamp) {
    if wasFull, active.count * 100 >= limit * 95 { return }
    while active.count < limit, let next = waiting.min(by: { isBefore($0, $1) }) { series[next]?.admittedAt = now }
    wasFull = active.count >= limit
  }

  private var waiting: [SeriesFingerprint] { series.filter { $0.value.admittedAt == nil }.map(\.key) }

  /// Priority, then the metric that has fewest, then the fingerprint.
  private func isBefore(_ left: SeriesFingerprint, _ right: SeriesFingerprint) -> Bool {
    guard let one = series[left], let other = series[right] else { return false }
    if one.isPriority != other.isPriority { return one.isPriority }
    let (mine, theirs) = (count(of: one.newcomer), count(of: other.newcomer))
    return mine == theirs ? left < right : mine < theirs
  }

  private func count(of newcomer: Newcomer) -> Int {
    series.values.count { $0.admittedAt != nil && $0.newcomer.labels.metricName == newcomer.labels.metricName }
  }
}
