import TimeSeries

/// What functions of counters ask of the native histograms in each window, counted for all windows at once.
struct HistogramRowCounts {
  /// Rows at which the counter began anew since the row before; none where these are no counters.
  let resets: RunningCount
  let gauges: RunningCount
  let customs: RunningCount

  init(_ windows: WindowSeries, isCounter: Bool) {
    let histograms = windows.histograms
    resets = RunningCount(histograms.count) { isCounter && $0 > 0 && windows.isHistogramReset($0) }
    gauges = RunningCount(histograms.count) { histograms[$0].counterReset == .gauge }
    customs = RunningCount(histograms.count) { histograms[$0].usesCustomBuckets }
  }
}
