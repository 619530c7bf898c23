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
    var first = TimeCursor(timestamps, step: grid.step)
    var next = TimeCursor(timestamps, step: grid.step)
    for step in 0..<grid.count {
      let end = self.end(step)
      lower[step] = Int32(truncatingIfNeeded: first.advance(past: end - width))
      upper[step] = Int32(truncatingIfNeeded: next.advance(past: end))
    }
  }
}
