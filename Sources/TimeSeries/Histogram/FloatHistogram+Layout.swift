extension FloatHistogram {
  /// Whether both have the same buckets in the same places, whatever these hold.
  func hasSameBuckets(as other: FloatHistogram) -> Bool {
    schema == other.schema && zeroThreshold == other.zeroThreshold
      && positiveBuckets.count == other.positiveBuckets.count && negativeBuckets.count == other.negativeBuckets.count
      && positiveSpans == other.positiveSpans && negativeSpans == other.negativeSpans
      && customBounds == other.customBounds
  }

  /// Leaves out the buckets that hold nothing, and writes the spans of the others as short as they can be.
  package mutating func compact() {
    if !FloatHistogram.isCompact(positiveSpans, positiveBuckets) {
      positive = HistogramBuckets(positiveSpans, positiveBuckets)
    }
    if !FloatHistogram.isCompact(negativeSpans, negativeBuckets) {
      negative = HistogramBuckets(negativeSpans, negativeBuckets)
    }
  }

  private static func isCompact(_ spans: [Span], _ buckets: [Double]) -> Bool {
    var covered = 0
    for (index, span) in spans.enumerated() {
      if span.length == 0 || index > 0 && span.offset <= 0 { return false }
      covered += Int(span.length)
    }
    return covered == buckets.count && !buckets.contains(0)
  }
}
