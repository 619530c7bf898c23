extension FloatHistogram {
  /// Whether the counter began anew between `previous` and this one: something shrank that can only grow, or the
  /// buckets became finer.
  package func isReset(after previous: FloatHistogram) -> Bool {
    switch counterReset {
    case .reset: return true
    case .notReset: return false
    case .unknown, .gauge: break
    }
    if count < previous.count || usesCustomBuckets != previous.usesCustomBuckets { return true }
    if hasSameBuckets(as: previous) {
      return !usesCustomBuckets && zeroCount < previous.zeroCount
        || FloatHistogram.isBelow(positiveBuckets, previous.positiveBuckets)
        || FloatHistogram.isBelow(negativeBuckets, previous.negativeBuckets)
    }
    var (current, previous) = (self, previous)
    if usesCustomBuckets {
      _ = current.reconcileBounds(&previous)
    } else {
      if schema > previous.schema || zeroThreshold < previous.zeroThreshold { return true }
      previous.widenZeroBucket(to: zeroThreshold)
      if previous.zeroThreshold != zeroThreshold || zeroCount < previous.zeroCount { return true }
      previous.reduce(to: schema)
    }
    return FloatHistogram.shrinks(previous.positive, current.positive)
      || FloatHistogram.shrinks(previous.negative, current.negative)
  }

  /// What a store knows of a reset before this sample, given the sample before it, if that is known to be the one before.
  ///
  /// A gauge stays one. What a sender says of resets is not relied upon: samples may have been lost, or come from
  /// another sender. After Prometheus's chunks, in which all histograms but the first are known to be no reset.
  package func resetKnown(after previous: FloatHistogram?) -> CounterReset {
    if counterReset == .gauge { return .gauge }
    guard let previous, counterReset != .reset, previous.counterReset != .gauge, !isStaleMarker,
      !previous.isStaleMarker
    else { return .unknown }
    var judged = self
    judged.counterReset = .unknown
    return judged.isReset(after: previous) ? .unknown : .notReset
  }

  private static func isBelow(_ counts: [Double], _ before: [Double]) -> Bool {
    zip(counts, before).contains { $0 < $1 }
  }

  /// Whether any bucket has less in `after` than in `before`.
  private static func shrinks(_ before: HistogramBuckets, _ after: HistogramBuckets) -> Bool {
    var lost = HistogramBuckets()
    return after.adding(before, times: -1, lost: &lost).counts.contains { $0 < 0 }
  }
}
