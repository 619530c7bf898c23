import Glibc

// What is read out of a native histogram. Within a bucket, observations are taken to be spread evenly: on a logarithmic
// scale in exponential buckets, on a linear one in the zero bucket and in custom buckets.
extension FloatHistogram {
  /// The mean squared distance from the mean, every observation taken to be in the middle of its bucket: the geometric
  /// one in exponential buckets, 0 in the zero bucket.
  package var variance: Double {
    let mean = sum / count
    var (total, error) = (0.0, 0.0)
    for bucket in buckets {
      let distance = middle(of: bucket) - mean
      let term = bucket.count * distance * distance
      let next = total + term
      error += total.magnitude >= term.magnitude ? (total - next) + term : (term - next) + total
      total = next
    }
    return (total + (error.isFinite ? error : 0)) / count
  }

  private func middle(of bucket: Bucket) -> Double {
    if usesCustomBuckets { return (bucket.lower + bucket.upper) / 2 }
    if bucket.lower <= 0, bucket.upper >= 0 { return 0 }
    let middle = (bucket.lower * bucket.upper).squareRoot()
    return bucket.upper < 0 ? -middle : middle
  }

  /// Whether observations of NaN are counted, which are in no bucket. Their sum is NaN then, but so is that of infinite
  /// ones of both signs.
  package var hasNaNObservations: Bool { sum.isNaN && buckets.reduce(0) { $0 + $1.count } < count }

  /// The value below which the part `quantile` of all observations is; NaN where there are none.
  ///
  /// Observations of NaN are counted but in no bucket. They are taken to be above all others, so that a quantile among
  /// them is NaN.
  package func quantile(_ quantile: Double) -> Double {
    if quantile < 0 { return -.infinity }
    if quantile > 1 { return .infinity }
    if count == 0 || quantile.isNaN { return .nan }
    // From the nearer end, as rounding adds up; only from below where NaN makes the upper end uncertain.
    let fromBelow = sum.isNaN || quantile < 0.5
    let rank = (fromBelow ? quantile : 1 - quantile) * count
    var passed = 0.0
    var reached: Bucket?
    for bucket in fromBelow ? buckets : buckets.reversed() {
      reached = bucket
      passed += bucket.count
      if passed >= rank { break }
    }
    guard let found = reached else { return sum.isNaN || rank == 0 ? .nan : 0 }
    if usesCustomBuckets {
      if found.lower == -.infinity {
        if found.upper <= 0 { return found.upper }
      } else if found.upper == .infinity {
        return found.lower
      }
    }
    passed = min(passed, count)
    if passed < rank { return sum.isNaN ? .nan : found.upper }
    let inBucket = fromBelow ? rank - (passed - found.count) : passed - rank
    return position(inBucket / found.count, in: closed(found))
  }

  /// The bucket with the bounds that its place in the histogram suggests: a histogram of positive observations only has
  /// none below 0.
  func closed(_ bucket: Bucket) -> Bucket {
    var bucket = bucket
    if usesCustomBuckets {
      if bucket.lower == -.infinity, bucket.upper > 0 { bucket.lower = 0 }
    } else if bucket.lower < 0, bucket.upper > 0 {
      if negativeBuckets.isEmpty, !positiveBuckets.isEmpty { bucket.lower = 0 }
      if positiveBuckets.isEmpty, !negativeBuckets.isEmpty { bucket.upper = 0 }
    }
    return bucket
  }

  private func isLinear(_ bucket: Bucket) -> Bool { usesCustomBuckets || bucket.lower <= 0 && bucket.upper >= 0 }

  /// The value that has the part `part` of the bucket's observations below it.
  private func position(_ part: Double, in bucket: Bucket) -> Double {
    if isLinear(bucket) { return bucket.lower + (bucket.upper - bucket.lower) * part }
    let (lower, upper) = (log2(bucket.lower.magnitude), log2(bucket.upper.magnitude))
    if bucket.lower > 0 { return exp2(lower + (upper - lower) * part) }
    return -exp2(upper + (lower - upper) * (1 - part))
  }

  /// The part of the bucket's observations that is below `value`, which is within it.
  func part(below value: Double, in bucket: Bucket) -> Double {
    if isLinear(bucket) { return (value - bucket.lower) / (bucket.upper - bucket.lower) }
    let (lower, upper, logarithm) = (log2(bucket.lower.magnitude), log2(bucket.upper.magnitude), log2(value.magnitude))
    if value > 0 { return (logarithm - lower) / (upper - lower) }
    return 1 - (logarithm - upper) / (lower - upper)
  }

  /// The part of all observations that is between the two values; NaN where there are none.
  package func fraction(between lower: Double, and upper: Double) -> Double {
    if count == 0 || lower.isNaN || upper.isNaN { return .nan }
    if lower >= upper { return 0 }
    let buckets = buckets
    // Observations of NaN are in no bucket: below no value, but part of the whole.
    let most = sum.isNaN ? buckets.reduce(0) { $0 + $1.count } : count
    return (rank(lower, buckets, most) - rank(upper, buckets, most)).magnitude / count
  }

  /// How many observations are below `value`, at most `most`.
  private func rank(_ value: Double, _ buckets: [Bucket], _ most: Double) -> Double {
    var rank = 0.0
    for bucket in buckets {
      var closed = closed(bucket)
      // A first custom bucket that ends at zero begins there.
      if closed.lower == -.infinity, closed.upper == 0 { closed.lower = 0 }
      if value <= closed.lower { return min(rank, most) }
      if value < closed.upper {
        // Nothing is known of how the observations of a bucket without a bound are spread.
        if closed.lower == -.infinity { return min(rank + closed.count, most) }
        if closed.upper == .infinity { return min(rank, most) }
        return min(rank + closed.count * part(below: value, in: closed), most)
      }
      rank += bucket.count
    }
    return most
  }
}
