import TimeSeries

/// As how many samples a native histogram counts: by its size beside that of a float. Source of the figures: the size that
/// Prometheus's engine takes for a histogram point, in units of its 16 bytes for a float point.
extension FloatHistogram {
  private static let sampleByteCount = 16
  private static let timestampByteCount = 8
  /// What stands beside spans, buckets and bounds.
  private static let fixedByteCount = 168

  /// Of one of which only count and sum are wanted.
  static let weightWithoutBuckets = (fixedByteCount + timestampByteCount) / sampleByteCount

  var weight: Int {
    let entries =
      positiveSpans.count + negativeSpans.count + positiveBuckets.count + negativeBuckets.count + customBounds.count
    return (FloatHistogram.fixedByteCount + 8 * entries + FloatHistogram.timestampByteCount)
      / FloatHistogram.sampleByteCount
  }
}

extension SampleColumns {
  /// As how many samples they count.
  var weight: Int { histograms.reduce(count) { $0 + $1.histogram.weight - 1 } }
}

extension StepColumn {
  /// As how many samples it counts.
  var weight: Int { histograms.reduce(presence.population) { $0 + ($1.map { $0.weight - 1 } ?? 0) } }
}
