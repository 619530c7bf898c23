extension FloatHistogram {
  package var usesCustomBuckets: Bool { schema == FloatHistogram.customSchema }

  package var positive: HistogramBuckets {
    get { HistogramBuckets(positiveSpans, positiveBuckets) }
    set { (positiveSpans, positiveBuckets) = newValue.spans }
  }

  package var negative: HistogramBuckets {
    get { HistogramBuckets(negativeSpans, negativeBuckets) }
    set { (negativeSpans, negativeBuckets) = newValue.spans }
  }

  /// The bounds of the positive bucket `index`.
  package func bounds(_ index: Int32) -> (lower: Double, upper: Double) {
    (upperBound(ofBucket: Int(index) - 1), upperBound(ofBucket: Int(index)))
  }
}
