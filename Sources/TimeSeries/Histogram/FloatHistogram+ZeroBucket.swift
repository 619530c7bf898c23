extension FloatHistogram {
  /// Gives both the same zero bucket: the wider of the two, widened to the next bound wherever it would cut a bucket
  /// that has observations. A width of NaN, which is less than none, is left alone: widening would never end.
  mutating func reconcileZeroBuckets(_ other: inout FloatHistogram) {
    while true {
      if zeroThreshold < other.zeroThreshold {
        widenZeroBucket(to: other.zeroThreshold)
      } else if other.zeroThreshold < zeroThreshold {
        other.widenZeroBucket(to: zeroThreshold)
      } else {
        return
      }
    }
  }

  /// Takes the buckets below `threshold` into the zero bucket, and with them whole the one that it cuts.
  package mutating func widenZeroBucket(to threshold: Double) {
    guard threshold > zeroThreshold, !usesCustomBuckets else { return }
    var threshold = threshold
    let sides = [positive, negative]
    var grown = true
    while grown {
      grown = false
      for side in sides {
        for (index, count) in zip(side.indices, side.counts) where count != 0 {
          let (lower, upper) = bounds(index)
          if lower < threshold, upper > threshold {
            threshold = upper
            grown = true
          }
        }
      }
    }
    positive = swallow(sides[0], below: threshold)
    negative = swallow(sides[1], below: threshold)
    zeroThreshold = threshold
  }

  /// Adds the buckets below `threshold` to the zero bucket; returns the others.
  private mutating func swallow(_ side: HistogramBuckets, below threshold: Double) -> HistogramBuckets {
    var rest = HistogramBuckets()
    for (index, count) in zip(side.indices, side.counts) {
      if bounds(index).upper <= threshold {
        zeroCount += count
      } else if count != 0 {
        rest.append(index, count)
      }
    }
    return rest
  }
}
