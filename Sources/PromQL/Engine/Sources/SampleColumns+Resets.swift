import TimeSeries

extension SampleColumns {
  /// Says of each native histogram of which it is not known whether it is a reset, compared with the one before. Of the
  /// first nothing is known.
  mutating func tellResets() {
    var previous: FloatHistogram?
    for index in histograms.indices where !histograms[index].histogram.isStaleMarker {
      let current = histograms[index].histogram
      if let previous, current.counterReset == .unknown {
        histograms[index].histogram.counterReset = current.isReset(after: previous) ? .reset : .notReset
      }
      previous = current
    }
  }

  /// Steps leave samples out: what is known of a histogram compared with the sample before says nothing of the step before.
  mutating func forgetResets() {
    for index in histograms.indices where histograms[index].histogram.counterReset == .notReset {
      histograms[index].histogram.counterReset = .unknown
    }
  }
}
