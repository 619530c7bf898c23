import TimeSeries

/// `selector smoothed`: on the straight line between the samples around each step's time; behind the newest sample, its
/// value as long as the lookback lasts.
struct SmoothedSample: Sendable {
  let context: QueryContext
  let position: SourceRange

  func fill(_ windows: WindowSeries, _ column: inout StepColumn) {
    let (timestamps, values) = (windows.timestamps, windows.values)
    column.fill { step in
      let time = windows.end(step)
      guard let (left, right) = neighbours(timestamps, windows.floatRows(step), time, windows.width) else { return nil }
      guard let right else { return values[left] }
      let part = Double(time - timestamps[left]) / Double(timestamps[right] - timestamps[left])
      return values[left] + (values[right] - values[left]) * part
    }
    if windows.hasHistograms { fillHistograms(windows, &column) }
  }

  /// The rows at or before `time` and behind it; the second only where it is needed.
  private func neighbours(
    _ timestamps: UnsafeBufferPointer<Timestamp>, _ rows: Range<Int>, _ time: Timestamp, _ lookback: Milliseconds
  ) -> (left: Int, right: Int?)? {
    guard let last = rows.last else { return nil }
    let left = timestamps[last] > time ? last - 1 : last
    guard left >= rows.lowerBound, timestamps[left] > time - lookback else { return nil }
    return (left, timestamps[left] == time || left == last ? nil : last)
  }

  private func fillHistograms(_ windows: WindowSeries, _ column: inout StepColumn) {
    let (timestamps, histograms) = (windows.histogramTimestamps, windows.histograms)
    for step in 0..<windows.grid.count {
      let time = windows.end(step)
      if isMixed(windows, step, time) {
        column.presence[step] = false
        context.warnOfMixedSamples(windows.labels, at: position)
        continue
      }
      guard let (left, right) = neighbours(timestamps, windows.histogramRows(step), time, windows.width) else {
        continue
      }
      if column.presence[step], let float = windows.floatRows(step).last(where: { windows.timestamps[$0] <= time }),
        windows.timestamps[float] > timestamps[left]
      {
        continue
      }
      guard let right else {
        column.set(step, histograms[left])
        continue
      }
      let part = Double(time - timestamps[left]) / Double(timestamps[right] - timestamps[left])
      if let histogram = histograms[left].interpolated(to: histograms[right], part: part, isCounter: false) {
        column.set(step, histogram)
      } else {
        context.warnOfMixedSchemas(windows.labels, at: position)
      }
    }
  }

  /// Whether the neighbours are a float and a histogram.
  private func isMixed(_ windows: WindowSeries, _ step: Int, _ time: Timestamp) -> Bool {
    var before: (time: Timestamp, isFloat: Bool)?
    var after: (time: Timestamp, isFloat: Bool)?
    func look(at moment: Timestamp, isFloat: Bool) {
      if moment <= time, moment >= before?.time ?? moment { before = (moment, isFloat) }
      if moment > time, moment <= after?.time ?? moment { after = (moment, isFloat) }
    }
    for row in windows.floatRows(step) { look(at: windows.timestamps[row], isFloat: true) }
    for row in windows.histogramRows(step) { look(at: windows.histogramTimestamps[row], isFloat: false) }
    guard let before, let after, before.time < time else { return false }
    return before.isFloat != after.isFloat
  }
}
