import TimeSeries

/// A run of late samples that fits one chunk: one window, one kind.
struct LateRun: Equatable {
  var window: Timestamp
  var rows: Range<Int>
  var isHistograms: Bool

  /// The runs of `late`, in time order.
  static func runs(of late: SampleColumns, window length: Milliseconds) -> [LateRun] {
    let histogramRows = Set(late.histograms.map(\.row))
    var runs: [LateRun] = []
    for row in 0..<late.count {
      let window = WindowLengths.start(late.timestamps[row], length)
      let isHistograms = histogramRows.contains(row)
      if let last = runs.last, last.window == window, last.isHistograms == isHistograms,
        last.rows.count < SealedChunk.samplesMax
      {
        runs[runs.count - 1].rows = last.rows.lowerBound..<row + 1
      } else {
        runs.append(LateRun(window: window, rows: row..<row + 1, isHistograms: isHistograms))
      }
    }
    return runs
  }
}
