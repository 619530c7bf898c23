package import TimeSeries

/// A native histogram with custom buckets as the classic one that it stands for, for formats that know no other.
package struct ClassicBuckets: Equatable, Sendable {
  package struct Bucket: Equatable, Sendable {
    /// The upper bound; that of the last bucket is infinite.
    package var bound: Double
    /// Of the observations up to the bound.
    package var count: Double
  }

  package var buckets: [Bucket] = []
  package var sum: Double

  /// Of all observations.
  package var count: Double { buckets.last?.count ?? 0 }

  /// - Parameter histogram: one with custom buckets.
  package init(_ histogram: FloatHistogram) {
    sum = histogram.sum
    let sides = histogram.positive
    var (total, next) = (0.0, 0)
    for (place, bound) in histogram.customBounds.enumerated() {
      while next < sides.indices.count, Int(sides.indices[next]) <= place {
        total += sides.counts[next]
        next += 1
      }
      buckets.append(Bucket(bound: bound, count: total))
    }
    if histogram.customBounds.last != .infinity { buckets.append(Bucket(bound: .infinity, count: histogram.count)) }
  }
}
