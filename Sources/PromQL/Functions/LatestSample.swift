/// `last_over_time`: the newest sample of each window, of either kind.
enum LatestSample {
  static let fill: WindowKernel = { windows, column in
    windows.fill(&column) { _, rows in windows.values[rows.upperBound - 1] }
    guard windows.hasHistograms else { return }
    for step in 0..<windows.grid.count {
      guard let row = windows.histogramRows(step).last else { continue }
      let float = windows.floatRows(step).last
      if let float, windows.timestamps[float] > windows.histogramTimestamps[row] { continue }
      column.set(step, windows.histograms[row])
    }
  }
}
