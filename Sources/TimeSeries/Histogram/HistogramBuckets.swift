/// The buckets of one side of a native histogram without their spans: indices in rising order, and a count for each.
///
/// What is computed with histograms is computed in this form; spans are made again at the end.
package struct HistogramBuckets: Hashable, Sendable {
  package private(set) var indices: [Int32] = []
  package private(set) var counts: [Double] = []

  package init() {}

  /// Buckets that the spans announce but that have no count are left out; empty ones are kept.
  package init(_ spans: [FloatHistogram.Span], _ buckets: [Double]) {
    indices.reserveCapacity(buckets.count)
    counts = buckets
    var index: Int32 = 0
    for span in spans {
      index &+= span.offset
      for _ in 0..<min(Int(span.length), buckets.count - indices.count) {
        indices.append(index)
        index &+= 1
      }
    }
    counts.removeLast(counts.count - indices.count)
  }

  package var isEmpty: Bool { indices.isEmpty }

  /// Adds a bucket behind all others, or to the last one if that has the same index.
  package mutating func append(_ index: Int32, _ count: Double) {
    if indices.last == index {
      counts[counts.count - 1] += count
    } else {
      indices.append(index)
      counts.append(count)
    }
  }

  /// Runs of neighbouring buckets, and their counts. Empty buckets are left out.
  package var spans: (spans: [FloatHistogram.Span], buckets: [Double]) {
    var spans: [FloatHistogram.Span] = []
    var buckets: [Double] = []
    var next: Int32 = 0
    for (index, count) in zip(indices, counts) where count != 0 {
      buckets.append(count)
      if index == next, !spans.isEmpty {
        spans[spans.count - 1].length += 1
      } else {
        spans.append(FloatHistogram.Span(offset: index &- next, length: 1))
      }
      next = index &+ 1
    }
    return (spans, buckets)
  }

  /// These buckets and those of `other`, times `factor`. What rounding takes from their sums is put into `lost`.
  package func adding(
    _ other: HistogramBuckets, times factor: Double, lost: inout HistogramBuckets
  ) -> HistogramBuckets {
    var result = HistogramBuckets()
    var (left, right) = (0, 0)
    while left < indices.count || right < other.indices.count {
      if right == other.indices.count || left < indices.count && indices[left] < other.indices[right] {
        result.append(indices[left], counts[left])
        left += 1
      } else if left == indices.count || other.indices[right] < indices[left] {
        result.append(other.indices[right], other.counts[right] * factor)
        right += 1
      } else {
        var (sum, rest) = (counts[left], 0.0)
        sum.add(other.counts[right] * factor, lost: &rest)
        result.append(indices[left], sum)
        if rest != 0 { lost.append(indices[left], rest) }
        left += 1
        right += 1
      }
    }
    return result
  }

  /// As a schema has them that is `levels` coarser: each level makes two buckets one.
  package func coarser(by levels: Int32) -> HistogramBuckets {
    guard levels > 0 else { return self }
    var result = HistogramBuckets()
    for (index, count) in zip(indices, counts) { result.append(((index &- 1) >> levels) &+ 1, count) }
    return result
  }

  /// Only those whose index is above `index`.
  package func above(_ index: Int32) -> HistogramBuckets {
    var result = HistogramBuckets()
    for (candidate, count) in zip(indices, counts) where candidate > index { result.append(candidate, count) }
    return result
  }

  /// Each bucket replaced by what `transform` makes of it; indices must still rise or stay.
  package func map(_ transform: (Int32, Double) -> (Int32, Double)) -> HistogramBuckets {
    var result = HistogramBuckets()
    for (index, count) in zip(indices, counts) {
      let (index, count) = transform(index, count)
      result.append(index, count)
    }
    return result
  }
}
