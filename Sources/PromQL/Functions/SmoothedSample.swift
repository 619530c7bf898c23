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
      if isMixed(windows, step, after: time - windows.width) {
        column.presence[step] = false
        context.warnOfMixedSamples(windows.labels, at: position)
        continue
      }
      guard let (left, right) = neighbours(timestamps, windows.histogramRows(step), time, windows.width) else {
        continue
      }
      guard let right else {
        var histogram = histograms[left]
        // What is known of a reset is about the sample's own time.
        if timestamps[left] < time { histogram.counterReset = .unknown }
        column.set(step, histogram)
        continue
      }
      let part = Double(time - timestamps[left]) / Double(timestamps[right] - timestamps[left])
      let isCounter = histograms[left].counterReset != .gauge || histograms[right].counterReset != .gauge
      if let histogram = histograms[left].interpolated(
        to: histograms[right], part: part, isCounter: isCounter, context, at: position)
      {
        column.set(step, histogram)
      } else {
        context.warnOfMixedSchemas(windows.labels.metricName, at: position)
      }
    }
  }

  /// Whether there are floats and histograms within the lookback, before the step's time or behind it.
  private func isMixed(_ windows: WindowSeries, _ step: Int, after start: Timestamp) -> Bool {
    let (float, histogram) = (windows.floatRows(step).last, windows.histogramRows(step).last)
    guard let float, let histogram else { return false }
    return windows.timestamps[float] > start && windows.histogramTimestamps[histogram] > start
  }
}
