import TimeSeries

/// `rate`, `increase` and `delta`: the change from the first to the last sample of a window, stretched to the window.
///
/// The window is reached where a sample is close enough to its edge (1.1 × the mean distance of samples), else half a
/// mean distance is added; a counter is not stretched below zero. Source of the formula: Prometheus's
/// `extrapolatedRate`.
struct Extrapolation: Sendable {
  var isCounter: Bool
  var isRate: Bool

  func fill(_ windows: WindowSeries, _ column: inout StepColumn) {
    // What the counter lost in resets before each row; the corrections of a window are summed on their own, because a
    // difference of running sums would lose digits. The rows of resets are few.
    let resets = isCounter ? Extrapolation.resetRows(windows.values) : []
    var reset = 0
    windows.fill(&column, minimum: 2) { step, rows in
      var change = windows.values[rows.upperBound - 1] - windows.values[rows.lowerBound]
      while reset < resets.count, resets[reset] <= rows.lowerBound { reset += 1 }
      var next = reset
      while next < resets.count, resets[next] < rows.upperBound {
        change += windows.lost(at: resets[next])
        next += 1
      }
      return stretched(
        change, first: windows.values[rows.lowerBound], count: rows.count,
        from: windows.timestamps[rows.lowerBound], through: windows.timestamps[rows.upperBound - 1],
        end: windows.end(step), width: windows.width)
    }
  }

  private func stretched(
    _ change: Double, first: Double, count: Int, from: Timestamp, through: Timestamp, end: Timestamp,
    width: Milliseconds
  ) -> Double {
    let sampled = Double(through - from) / 1000
    let mean = sampled / Double(count - 1)
    var toStart = Double(from - (end - width)) / 1000
    var toEnd = Double(end - through) / 1000
    if toStart >= mean * 1.1 { toStart = mean / 2 }
    if isCounter, change > 0, first >= 0 { toStart = min(toStart, sampled * (first / change)) }
    if toEnd >= mean * 1.1 { toEnd = mean / 2 }
    var factor = (sampled + toStart + toEnd) / sampled
    if isRate { factor /= Double(width) / 1000 }
    return change * factor
  }

  private static func resetRows(_ values: UnsafeBufferPointer<Double>) -> [Int] {
    var rows: [Int] = []
    for row in values.indices.dropFirst() where values[row] < values[row - 1] { rows.append(row) }
    return rows
  }
}

extension WindowSeries {
  /// What is to be added to a difference across a row at which the counter fell: after a reset it has come from zero; where
  /// another replica took over, nothing has happened.
  @inline(__always)
  func lost(at row: Int) -> Double { isTakeover(row) ? values[row - 1] - values[row] : values[row - 1] }
}
