import TimeSeries

/// How many series a cluster held, at a bounded number of moments: a minute apart at first, coarser the longer it lasts.
///
/// When there is no room for another point, every second one goes; from two hours apart on, the oldest half goes. So a
/// server that has run for a quarter of an hour can tell a trend, and one that has run for long tells that of ten days.
struct SeriesHistory: Sendable, Equatable {
  struct Point: Sendable, Equatable {
    var time: Timestamp
    var activeCount: Int
  }

  static let pointsMax = 120
  /// A trend of fewer points is none.
  static let trendPointsLeast = 5
  private static let hour: Double = 3_600_000
  private static let spacingLeast: Milliseconds = 60_000
  private static let spacingMost: Milliseconds = 120 * 60_000

  private(set) var points: [Point]
  /// How far apart points are at least.
  private(set) var spacing: Milliseconds
  /// By how many series the count grows in an hour; `nil` as long as nothing can be said.
  ///
  /// The median of the slopes between all pairs of points (Theil 1950, Sen 1968): a step, such as a new rule file makes,
  /// is no trend.
  private(set) var growthPerHour: Double?

  init(points: [Point] = [], spacing: Milliseconds = spacingLeast) {
    self.points = points.suffix(SeriesHistory.pointsMax)
    self.spacing = max(spacing, SeriesHistory.spacingLeast)
    growthPerHour = SeriesHistory.growth(self.points)
  }

  /// Takes note of the count if it is time for another point; whether it was.
  mutating func note(_ activeCount: Int, at now: Timestamp) -> Bool {
    // A clock that was set back.
    while let last = points.last, last.time > now { points.removeLast() }
    if let last = points.last, now - last.time < spacing { return false }
    if points.count == SeriesHistory.pointsMax { thin() }
    points.append(Point(time: now, activeCount: activeCount))
    growthPerHour = SeriesHistory.growth(points)
    return true
  }

  /// The time from the first point to the last.
  var span: Milliseconds {
    guard let first = points.first, let last = points.last else { return 0 }
    return last.time - first.time
  }

  private mutating func thin() {
    guard spacing < SeriesHistory.spacingMost else { return points.removeFirst(points.count / 2) }
    points = stride(from: 1, to: points.count, by: 2).map { points[$0] }
    spacing *= 2
  }

  private static func growth(_ points: [Point]) -> Double? {
    guard points.count >= trendPointsLeast else { return nil }
    var slopes: [Double] = []
    slopes.reserveCapacity(points.count * (points.count - 1) / 2)
    for (index, later) in points.enumerated() {
      for earlier in points[..<index] where earlier.time < later.time {
        slopes.append(Double(later.activeCount - earlier.activeCount) * hour / Double(later.time - earlier.time))
      }
    }
    if slopes.isEmpty { return nil }
    slopes.sort()
    let middle = slopes.count / 2
    return slopes.count % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2
  }
}
