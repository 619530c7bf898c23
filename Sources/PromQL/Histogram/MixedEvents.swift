import TimeSeries

/// `changes` and `resets` of series that have native histograms, maybe beside floats: neighbours of different kinds are
/// an event.
struct MixedEvents: Sendable {
  let ofResets: Bool
  let ofFloats: @Sendable (Double, Double) -> Bool
  let ofHistograms: @Sendable (FloatHistogram, FloatHistogram) -> Bool

  /// The row of a sample among those of its kind.
  private enum Sample {
    case float(Int)
    case histogram(Int)
  }

  /// Gives each step whose window has histograms the number of events between the samples in it.
  func fill(_ windows: WindowSeries, _ column: inout StepColumn) {
    guard windows.hasHistograms else { return }
    let events = events(windows)
    for step in 0..<windows.grid.count where !windows.histogramRows(step).isEmpty {
      let (floats, histograms) = (windows.floatRows(step), windows.histogramRows(step))
      let samples = floats.lowerBound + histograms.lowerBound..<floats.upperBound + histograms.upperBound
      // What the first was compared with is outside of the window.
      column.set(step, Double(events[samples.dropFirst()]))
    }
  }

  /// Of all samples in the order of their times, those at which something happened since the one before.
  private func events(_ windows: WindowSeries) -> RunningCount {
    var (float, histogram) = (0, 0)
    var previous: Sample?
    return RunningCount(windows.timestamps.count + windows.histograms.count) { _ in
      let sample: Sample
      if histogram == windows.histograms.count
        || float < windows.timestamps.count && windows.timestamps[float] < windows.histogramTimestamps[histogram]
      {
        sample = .float(float)
        float += 1
      } else {
        sample = .histogram(histogram)
        histogram += 1
      }
      defer { previous = sample }
      return previous.map { isEvent(windows, from: $0, to: sample) } ?? false
    }
  }

  private func isEvent(_ windows: WindowSeries, from previous: Sample, to sample: Sample) -> Bool {
    if ofResets {
      if isStartReset(windows, sample) { return true }
      if isTakeover(windows, sample) { return false }
    }
    switch (previous, sample) {
    case (.float(let first), .float(let second)): return ofFloats(windows.values[first], windows.values[second])
    case (.histogram(let first), .histogram(let second)):
      return ofHistograms(windows.histograms[first], windows.histograms[second])
    default: return true
    }
  }

  private func isStartReset(_ windows: WindowSeries, _ sample: Sample) -> Bool {
    switch sample {
    case .float(let row): windows.isStartReset(row)
    case .histogram(let row): windows.isHistogramStartReset(row)
    }
  }

  private func isTakeover(_ windows: WindowSeries, _ sample: Sample) -> Bool {
    switch sample {
    case .float(let row): windows.isTakeover(row)
    case .histogram(let row): windows.isHistogramTakeover(row)
    }
  }
}
