extension FloatHistogram {
  /// Leaves out the observations above `threshold` (`isUpper`) or below it. A bucket that it cuts keeps its part.
  ///
  /// What is left has the sum that its buckets suggest, each observation in the middle of its bucket; a histogram that
  /// loses no observation keeps its own.
  package mutating func trim(to threshold: Double, isUpper: Bool) {
    let trimming = Trimming(histogram: self, threshold: threshold, isUpper: isUpper)
    var loses = false
    var total = (count: 0.0, sum: 0.0)
    func bucket(_ lower: Double, _ upper: Double, _ count: Double) -> Bucket {
      Bucket(lower: lower, upper: upper, includesLower: false, includesUpper: true, count: count)
    }
    func keep(_ bucket: Bucket) -> Double {
      guard bucket.count != 0 else { return 0 }
      let kept = trimming.kept(of: bucket)
      loses = loses || kept.count != bucket.count
      total.count += kept.count
      // Nothing, however far out, adds nothing.
      if kept.count != 0 { total.sum += kept.count * trimming.middle(of: kept) }
      return kept.count
    }
    let (left, right) = (negative, positive)
    let newNegative = left.map { index, count in
      let (lower, upper) = bounds(index)
      return (index, keep(bucket(-upper, -max(lower, zeroThreshold), count)))
    }
    let newZero = keep(trimming.closed(bucket(-zeroThreshold, zeroThreshold, zeroCount)))
    let newPositive = right.map { index, count in
      let (lower, upper) = bounds(index)
      let first = usesCustomBuckets ? lower : max(lower, zeroThreshold)
      return (index, keep(trimming.closed(bucket(first, upper, count))))
    }
    guard loses else { return }
    (negative, zeroCount, positive) = (newNegative, newZero, newPositive)
    (count, sum) = total
  }
}

/// What a threshold does to the buckets of one histogram.
private struct Trimming {
  let histogram: FloatHistogram
  let threshold: Double
  let isUpper: Bool

  /// The first custom bucket begins at zero, but for a threshold below that, which has it cut off.
  func closed(_ bucket: FloatHistogram.Bucket) -> FloatHistogram.Bucket {
    let isOpen = bucket.lower == -.infinity
    let reachesBelow = isOpen && (bucket.upper == .infinity || !isUpper && threshold < 0)
    return reachesBelow ? bucket : histogram.closed(bucket)
  }

  /// The part of the bucket on the right side of the threshold.
  func kept(of bucket: FloatHistogram.Bucket) -> FloatHistogram.Bucket {
    var kept = bucket
    // A zero bucket without width is at zero, not below it.
    if isUpper ? bucket.lower < threshold && bucket.upper <= threshold : bucket.lower >= threshold { return kept }
    guard bucket.lower < threshold, threshold < bucket.upper else {
      kept.count = 0
      return kept
    }
    if isUpper { kept.upper = threshold } else { kept.lower = threshold }
    if bucket.lower.isFinite, bucket.upper.isFinite {
      let part = histogram.part(below: threshold, in: bucket)
      kept.count *= isUpper ? part : 1 - part
    } else if bucket.lower == -bucket.upper || isUpper == (bucket.upper == .infinity) {
      // How far the observations of a bucket without a bound reach is not known. They count as being near its other
      // bound or, if it has that cut off, at the threshold; without any bound, as being nowhere.
      kept.count = 0
    }
    return kept
  }

  func middle(of bucket: FloatHistogram.Bucket) -> Double {
    if bucket.upper == .infinity { return bucket.lower }
    if bucket.lower == -.infinity { return bucket.upper }
    let reach = max(bucket.lower.magnitude, bucket.upper.magnitude)
    if histogram.usesCustomBuckets || reach <= histogram.zeroThreshold { return (bucket.lower + bucket.upper) / 2 }
    let middle = (bucket.lower * bucket.upper).squareRoot()
    return bucket.upper < 0 ? -middle : middle
  }
}
