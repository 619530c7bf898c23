import TimeSeries

/// `changes` and `resets` of an anchored window: also against the last sample before it.
struct AnchoredEvents: Sendable {
  private enum Sample {
    case float(Double)
    case histogram(FloatHistogram)
  }

  /// A sample, whether another replica took over with it, and whether its start says that it began anew.
  private struct TimedSample {
    var time: Timestamp
    var sample: Sample
    var isTakeover: Bool
    var isStartReset: Bool
  }

  /// Whether a takeover is no event.
  private let ofResets: Bool
  private let isFloatEvent: @Sendable (Double, Double) -> Bool
  private let isHistogramEvent: @Sendable (FloatHistogram, FloatHistogram) -> Bool

  init(
    ofResets: Bool, ofFloats: @escaping @Sendable (Double, Double) -> Bool,
    ofHistograms: @escaping @Sendable (FloatHistogram, FloatHistogram) -> Bool
  ) {
    self.ofResets = ofResets
    isFloatEvent = ofFloats
    isHistogramEvent = ofHistograms
  }

  func fill(_ windows: WindowSeries, _ column: inout StepColumn) {
    windows.fillSteps(&column) { step in
      let samples = samples(windows, step, start: windows.end(step) - windows.width)
      guard !samples.isEmpty else { return nil }
      return Double(zip(samples, samples.dropFirst()).count { isEvent($0.sample, $1) })
    }
  }

  /// A change of kind is an event, too.
  private func isEvent(_ before: Sample, _ after: TimedSample) -> Bool {
    if ofResets, after.isStartReset { return true }
    if ofResets, after.isTakeover { return false }
    return switch (before, after.sample) {
    case (.float(let before), .float(let after)): isFloatEvent(before, after)
    case (.histogram(let before), .histogram(let after)): isHistogramEvent(before, after)
    default: true
    }
  }

  /// Both kinds in order of time; of those before the window the last one only. Empty if none is within it.
  private func samples(_ windows: WindowSeries, _ step: Int, start: Timestamp) -> [TimedSample] {
    var timed = windows.floatRows(step).map {
      TimedSample(
        time: windows.timestamps[$0], sample: .float(windows.values[$0]), isTakeover: windows.isTakeover($0),
        isStartReset: windows.isStartReset($0))
    }
    timed += windows.histogramRows(step).map {
      TimedSample(
        time: windows.histogramTimestamps[$0], sample: .histogram(windows.histograms[$0]),
        isTakeover: windows.isHistogramTakeover($0), isStartReset: windows.isHistogramStartReset($0))
    }
    timed.sort { $0.time < $1.time }
    guard let last = timed.last, last.time > start else { return [] }
    let before = timed.lastIndex { $0.time <= start } ?? 0
    return Array(timed[before...])
  }
}
