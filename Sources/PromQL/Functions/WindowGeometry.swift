import TimeSeries

/// Where the windows of a range vector lie: one for each step, ending at the step's time or at a fixed one.
struct WindowGeometry: Sendable {
  var grid: StepGrid
  var offset: Milliseconds
  var anchor: Timestamp?
  var width: Milliseconds

  @inline(__always)
  func end(_ step: Int) -> Timestamp { (anchor ?? grid[step]) - offset }

  /// The timestamps that any window can hold, both inclusive.
  var from: Timestamp { end(0) - width + 1 }
  var through: Timestamp { end(Swift.max(0, grid.count - 1)) }

  /// Finds for each step the rows `lower..<upper` of `timestamps` in its window, in one pass.
  func bounds(
    of timestamps: UnsafeBufferPointer<Timestamp>, lower: UnsafeMutableBufferPointer<Int32>,
    upper: UnsafeMutableBufferPointer<Int32>
  ) {
    var first = 0
    var next = 0
    for step in 0..<grid.count {
      let end = self.end(step)
      while next < timestamps.count, timestamps[next] <= end { next += 1 }
      while first < next, timestamps[first] <= end - width { first += 1 }
      lower[step] = Int32(truncatingIfNeeded: first)
      upper[step] = Int32(truncatingIfNeeded: next)
    }
  }
}
