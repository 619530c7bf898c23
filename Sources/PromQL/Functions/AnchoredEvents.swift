import TimeSeries

/// `changes` and `resets` of an anchored window: also against the last sample before it.
struct AnchoredEvents: Sendable {
  private enum Sample {
    case float(Double)
    case histogram(FloatHistogram)
  }

  private let isFloatEvent: @Sendable (Double, Double) -> Bool
  private let isHistogramEvent: @Sendable (FloatHistogram, FloatHistogram) -> Bool

  init(
    ofFloats: @escaping @Sendable (Double, Double) -> Bool,
    ofHistograms: @escaping @Sendable (FloatHistogram, FloatHistogram) -> Bool
  ) {
    isFloatEvent = ofFloats
    isHistogramEvent = ofHistograms
  }

  func fill(_ windows: WindowSeries, _ column: inout StepColumn) {
    column.fill { step in
      let samples = samples(windows, step, start: windows.end(step) - windows.width)
      guard !samples.isEmpty else { return nil }
      return Double(zip(samples, samples.dropFirst()).count { isEvent($0, $1) })
    }
  }

  /// A change of kind is an event, too.
  private func isEvent(_ before: Sample, _ after: Sample) -> Bool {
    switch (before, after) {
    case (.float(let before), .float(let after)): isFloatEvent(before, after)
    case (.histogram(let before), .histogram(let after)): isHistogramEvent(before, after)
    default: true
    }
  }

  /// Both kinds in order of time; of those before the window the last one only. Empty if none is within it.
  private func samples(_ windows: WindowSeries, _ step: Int, start: Timestamp) -> [Sample] {
    var timed = windows.floatRows(step).map { (windows.timestamps[$0], Sample.float(windows.values[$0])) }
    timed += windows.histogramRows(step).map {
      (windows.histogramTimestamps[$0], Sample.histogram(windows.histograms[$0]))
    }
    timed.sort { $0.0 < $1.0 }
    guard let last = timed.last, last.0 > start else { return [] }
    let before = timed.lastIndex { $0.0 <= start } ?? 0
    return timed[before...].map(\.1)
  }
}
