import TimeSeries

extension StepColumn {
  /// About what it takes in memory, in bytes.
  var byteCount: Int {
    let floats = MemoryLayout<StepColumn>.stride + values.count * 8 + presence.words.count * 8
    return floats + histogramByteCount
  }

  /// Of that, what the native histograms take.
  var histogramByteCount: Int {
    histograms.reduce(0) { $0 + MemoryLayout<FloatHistogram?>.stride + ($1?.outlyingByteCount ?? 0) }
  }
}

extension SampleColumns {
  /// About what they take in memory, in bytes.
  var byteCount: Int {
    histograms.reduce(MemoryLayout<SampleColumns>.stride + count * 16) {
      $0 + MemoryLayout<HistogramRow>.stride + $1.histogram.outlyingByteCount
    }
  }
}

extension FloatHistogram {
  /// What its arrays take.
  var outlyingByteCount: Int {
    8 * (positiveBuckets.count + negativeBuckets.count + customBounds.count + positiveSpans.count + negativeSpans.count)
  }
}
