import Glibc

extension FloatHistogram {
  /// One bucket with what lies in it.
  package struct Bucket: Hashable, Sendable {
    package var lower: Double
    package var upper: Double
    package var includesLower = false
    package var includesUpper = true
    package var count: Double
  }

  /// The buckets that hold anything, from the lowest to the highest; those that overlap the zero bucket end at it.
  ///
  /// Source: `AllBucketIterator` of Prometheus.
  package var buckets: [Bucket] {
    var result = sideBuckets(negativeSpans, negativeBuckets, isPositive: false).reversed().map(cutAtZeroBucket)
    if zeroCount > 0 {
      result.append(
        Bucket(
          lower: -zeroThreshold, upper: zeroThreshold, includesLower: true, includesUpper: true, count: zeroCount))
    }
    result += sideBuckets(positiveSpans, positiveBuckets, isPositive: true).map(cutAtZeroBucket)
    return result.filter { $0.count != 0 }
  }

  /// The upper bound of bucket `index`, in the positive direction.
  package func upperBound(ofBucket index: Int) -> Double {
    if schema == FloatHistogram.customSchema {
      if index < 0 { return -.infinity }
      return index < customBounds.count ? customBounds[index] : .infinity
    }
    if schema < 0 {
      let exponent = index << Int(-schema)
      return exponent == 1024 ? .greatestFiniteMagnitude : ldexp(1, Int32(clamping: exponent))
    }
    let fraction = index & ((1 << Int(schema)) - 1)
    let exponent = index >> Int(schema)
    // The last bucket would end at 2^1024, which no number reaches.
    if fraction == 0, exponent == 1024 { return .greatestFiniteMagnitude }
    return ldexp(exp2(Double(fraction) / Double(1 << Int(schema))), Int32(clamping: exponent))
  }

  private func sideBuckets(_ spans: [Span], _ counts: [Double], isPositive: Bool) -> [Bucket] {
    var result: [Bucket] = []
    result.reserveCapacity(counts.count)
    var index = 0
    var next = counts.makeIterator()
    for span in spans {
      index += Int(span.offset)
      for _ in 0..<span.length {
        guard let count = next.next() else { return result }
        result.append(bucket(index, count, isPositive: isPositive))
        index += 1
      }
    }
    return result
  }

  private func bucket(_ index: Int, _ count: Double, isPositive: Bool) -> Bucket {
    let (inner, outer) = (upperBound(ofBucket: index - 1), upperBound(ofBucket: index))
    let (lower, upper) = isPositive ? (inner, outer) : (-outer, -inner)
    let isCustom = schema == FloatHistogram.customSchema
    return Bucket(
      lower: lower, upper: upper, includesLower: isCustom ? index == 0 : lower < 0,
      includesUpper: isCustom || upper > 0, count: count)
  }

  private func cutAtZeroBucket(_ bucket: Bucket) -> Bucket {
    var bucket = bucket
    if bucket.upper < 0, bucket.upper > -zeroThreshold { bucket.upper = -zeroThreshold }
    if bucket.lower > 0, bucket.lower < zeroThreshold { bucket.lower = zeroThreshold }
    return bucket
  }
}
