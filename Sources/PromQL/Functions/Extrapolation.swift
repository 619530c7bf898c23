import TimeSeries

/// `rate`, `increase` and `delta`: the change from the first to the last sample of a window, stretched to the window.
///
/// The window is reached where a sample is close enough to its edge (1.1 × the mean distance of samples), else half a
/// mean distance is added; a counter is not stretched below zero. Where the first sample says that it began within the
/// window it was zero then, and nothing is stretched on that side. Source of the formula: Prometheus's
/// `extrapolatedRate`.
struct Extrapolation: Sendable {
  var isCounter: Bool
  var isRate: Bool

  func fill(_ windows: WindowSeries, _ column: inout StepColumn) {
    let hasStarts = isCounter && !windows.floatStarts.isEmpty
    // What the counter lost in resets before each row; the corrections of a window are summed on their own, because a
    // difference of running sums would lose digits. The rows of resets are few.
    let resets = isCounter ? Extrapolation.resetRows(windows, hasStarts: hasStarts) : []
    var reset = 0
    func change(_ rows: Range<Int>) -> Double {
      var change = windows.values[rows.upperBound - 1] - windows.values[rows.lowerBound]
      while reset < resets.count, resets[reset] <= rows.lowerBound { reset += 1 }
      var next = reset
      while next < resets.count, resets[next] < rows.upperBound {
        change += windows.lost(at: resets[next])
        next += 1
      }
      return change
    }
    if hasStarts { return fillFromStarts(windows, &column, change) }
    windows.fill(&column, minimum: 2) { step, rows in stretched(change(rows), windows, step, rows) }
  }

  /// Of a series of which some samples have start timestamps.
  private func fillFromStarts(_ windows: WindowSeries, _ column: inout StepColumn, _ change: (Range<Int>) -> Double) {
    windows.fillSteps(&column) { step in
      let rows = windows.floatRows(step)
      guard let first = rows.first, let last = rows.last else { return nil }
      let stretch = StartStretch(
        start: windows.floatStarts[first], first: windows.timestamps[first], last: windows.timestamps[last],
        count: rows.count, end: windows.end(step), width: windows.width)
      if let stretch { return (change(rows) + windows.values[first]) * factor(stretch.factor, windows) }
      return rows.count < 2 ? nil : stretched(change(rows), windows, step, rows)
    }
  }

  private func stretched(_ change: Double, _ windows: WindowSeries, _ step: Int, _ rows: Range<Int>) -> Double {
    let (from, through) = (windows.timestamps[rows.lowerBound], windows.timestamps[rows.upperBound - 1])
    let (first, end) = (windows.values[rows.lowerBound], windows.end(step))
    // In seconds: milliseconds would do, but give another last digit than the reference's.
    let sampled = Double(through - from) / 1000
    let mean = sampled / Double(rows.count - 1)
    var toStart = Double(from - (end - windows.width)) / 1000
    var toEnd = Double(end - through) / 1000
    if toStart >= mean * 1.1 { toStart = mean / 2 }
    if isCounter, change > 0, first >= 0 { toStart = min(toStart, sampled * (first / change)) }
    if toEnd >= mean * 1.1 { toEnd = mean / 2 }
    return change * factor((sampled + toStart + toEnd) / sampled, windows)
  }

  @inline(__always)
  private func factor(_ stretch: Double, _ windows: WindowSeries) -> Double {
    isRate ? stretch / (Double(windows.width) / 1000) : stretch
  }

  private static func resetRows(_ windows: WindowSeries, hasStarts: Bool) -> [Int] {
    let values = windows.values
    var rows: [Int] = []
    for row in values.indices.dropFirst()
    where values[row] < values[row - 1] || (hasStarts && windows.isStartReset(row)) { rows.append(row) }
    return rows
  }
}

/// How far a change is stretched that is counted from zero, where its first sample says when that was.
struct StartStretch {
  let factor: Double

  /// `nil` if that was not within the window.
  init?(
    start: Timestamp, first: Timestamp, last: Timestamp, count: Int, end: Timestamp, width: Milliseconds
  ) {
    guard start != 0, start > end - width, start < first else { return nil }
    let counted = Double(last - start) / 1000
    let mean = count > 1 ? Double(last - first) / 1000 / Double(count - 1) : 0
    let toEnd = Double(end - last) / 1000
    factor = (counted + (toEnd >= mean * 1.1 ? mean / 2 : toEnd)) / counted
  }
}

extension WindowSeries {
  /// What is to be added to a difference across a row at which the counter fell: after a reset it has come from zero; where
  /// another replica took over, nothing has happened.
  @inline(__always)
  func lost(at row: Int) -> Double { isTakeover(row) ? values[row - 1] - values[row] : values[row - 1] }
}
