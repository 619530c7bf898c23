extension FloatHistogram {
  /// Leaves out the observations above `threshold` (`isUpper`) or below it. A bucket that it cuts keeps its part.
  ///
  /// What is left has the sum that its buckets suggest, each observation in the middle of its bucket; a histogram that
  /// loses nothing keeps its own.
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
      total.sum += kept.count * trimming.middle(of: kept)
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

  func closed(_ bucket: FloatHistogram.Bucket) -> FloatHistogram.Bucket { histogram.closed(bucket) }

  /// The part of the bucket on the right side of the threshold.
  func kept(of bucket: FloatHistogram.Bucket) -> FloatHistogram.Bucket {
    var kept = bucket
    if isUpper ? bucket.upper <= threshold : bucket.lower >= threshold { return kept }
    let isWithin = bucket.lower < threshold && threshold < bucket.upper
    // How far the observations of the last custom bucket reach is not known: they count as being at its lower bound.
    guard isWithin, bucket.upper.isFinite, bucket.lower.isFinite else {
      let isKept = !isUpper && isWithin && bucket.upper == .infinity
      kept.count = isKept ? bucket.count : 0
      return kept
    }
    let part = histogram.part(below: threshold, in: bucket)
    if isUpper {
      kept.upper = threshold
      kept.count *= part
    } else {
      kept.lower = threshold
      kept.count *= 1 - part
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
