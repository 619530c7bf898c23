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
    var result = overlappingBuckets(withZeroBucket: zeroCount > 0)
    if zeroThreshold > 0 {
      for index in result.indices { cutAtZeroBucket(&result[index]) }
    }
    return result
  }

  /// As above, but each with the bounds that its schema gives it, and the zero bucket even if less than nothing is in it.
  package var overlappingBuckets: [Bucket] { overlappingBuckets(withZeroBucket: zeroCount != 0) }

  private func overlappingBuckets(withZeroBucket: Bool) -> [Bucket] {
    var result: [Bucket] = []
    result.reserveCapacity(negativeBuckets.count + 1 + positiveBuckets.count)
    if !negativeBuckets.isEmpty {
      appendSide(negativeSpans, negativeBuckets, isPositive: false, to: &result)
      result.reverse()
    }
    if withZeroBucket {
      result.append(
        Bucket(
          lower: -zeroThreshold, upper: zeroThreshold, includesLower: true, includesUpper: true, count: zeroCount))
    }
    appendSide(positiveSpans, positiveBuckets, isPositive: true, to: &result)
    return result
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
    let power = FloatHistogram.powers[fraction << Int(FloatHistogram.schemaMax - schema)]
    return ldexp(power, Int32(clamping: exponent))
  }

  /// Powers of two, from 1 to below 2, as the finest schema has them.
  private static let powers: [Double] = {
    let count = 1 << Int(schemaMax)
    return (0..<count).map { exp2(Double($0) / Double(count)) }
  }()

  private func appendSide(_ spans: [Span], _ counts: [Double], isPositive: Bool, to result: inout [Bucket]) {
    var (index, next) = (0, 0)
    // The bound above the bucket before, which nearly always is the one below the next.
    var known: (index: Int, bound: Double)?
    for span in spans {
      index += Int(span.offset)
      for _ in 0..<min(Int(span.length), counts.count - next) {
        if counts[next] != 0 {
          let inner = known?.index == index - 1 ? known?.bound : nil
          let bounds = (inner ?? upperBound(ofBucket: index - 1), upperBound(ofBucket: index))
          result.append(bucket(index, bounds, counts[next], isPositive: isPositive))
          known = (index, bounds.1)
        }
        index += 1
        next += 1
      }
    }
  }

  private func bucket(
    _ index: Int, _ bounds: (inner: Double, outer: Double), _ count: Double, isPositive: Bool
  ) -> Bucket {
    let (lower, upper) = isPositive ? bounds : (-bounds.outer, -bounds.inner)
    let isCustom = schema == FloatHistogram.customSchema
    return Bucket(
      lower: lower, upper: upper, includesLower: isCustom ? index == 0 : lower < 0,
      includesUpper: isCustom || upper > 0, count: count)
  }

  private func cutAtZeroBucket(_ bucket: inout Bucket) {
    if bucket.upper < 0, bucket.upper > -zeroThreshold { bucket.upper = -zeroThreshold }
    if bucket.lower > 0, bucket.lower < zeroThreshold { bucket.lower = zeroThreshold }
  }
}
