import Storage
import TimeSeries

/// Where the windows of a range vector lie: one for each step, ending at the step's time or at a fixed one.
///
/// An extended window (`anchored`, `smoothed`) also holds the last sample at or before its start, and a smoothed one the
/// first sample behind its end, if they are within the lookback.
struct WindowGeometry: Sendable {
  var grid: StepGrid
  var offset: Milliseconds
  var anchor: Timestamp?
  var width: Milliseconds
  var edge = RangeEdge.ordinary
  /// How far extended windows look beyond their edges.
  var lookback: Milliseconds = 0

  @inline(__always)
  func end(_ step: Int) -> Timestamp { (anchor ?? grid[step]) - offset }

  /// The timestamps that any window can hold, both inclusive.
  var from: Timestamp { end(0) - width + 1 - (edge == .ordinary ? 0 : lookback) }
  var through: Timestamp { end(lastStep) + (edge == .smoothed ? lookback : 0) }
  private var lastStep: Int { Swift.max(0, grid.count - 1) }

  /// What storage is asked for; windows that are as wide as the lookback, of smoothed instant selectors, are none.
  func selectRange(isInstant: Bool = false) -> SelectRange {
    SelectRange(
      from: from, through: through,
      moments: AskedMoments(first: end(0), last: end(lastStep), step: grid.step, window: isInstant ? 0 : width))
  }

  /// Finds for each step the rows `lower..<upper` of `timestamps` in its window, in one pass.
  func bounds(
    of timestamps: UnsafeBufferPointer<Timestamp>, lower: UnsafeMutableBufferPointer<Int32>,
    upper: UnsafeMutableBufferPointer<Int32>
  ) {
    var first = TimeCursor(timestamps, step: grid.step)
    var next = TimeCursor(timestamps, step: grid.step)
    for step in 0..<grid.count {
      let end = self.end(step)
      var low = first.advance(past: end - width)
      var high = next.advance(past: end)
      if edge != .ordinary { extend(&low, &high, of: timestamps, end) }
      lower[step] = Int32(truncatingIfNeeded: low)
      upper[step] = Int32(truncatingIfNeeded: high)
    }
  }

  private func extend(
    _ low: inout Int, _ high: inout Int, of timestamps: UnsafeBufferPointer<Timestamp>, _ end: Timestamp
  ) {
    if low > 0, timestamps[low - 1] > end - width - lookback { low -= 1 }
    guard edge == .smoothed, high < timestamps.count, timestamps[high] <= end + lookback else { return }
    if high == 0 || timestamps[high - 1] < end { high += 1 }
  }
}
