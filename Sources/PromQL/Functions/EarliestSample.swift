/// `first_over_time`: the oldest sample of each window, of either kind.
enum EarliestSample {
  static let fill: WindowKernel = { windows, column in
    windows.fill(&column) { _, rows in windows.values[rows.lowerBound] }
    guard windows.hasHistograms else { return }
    for step in 0..<windows.grid.count {
      guard let row = windows.histogramRows(step).first else { continue }
      let float = windows.floatRows(step).first
      if let float, windows.timestamps[float] < windows.histogramTimestamps[row] { continue }
      column.set(step, windows.histograms[row])
    }
  }
}
