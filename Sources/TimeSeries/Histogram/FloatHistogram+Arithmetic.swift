extension FloatHistogram {
  /// What is worth saying about a sum or difference.
  package struct CombinationNotes: Hashable, Sendable {
    /// One side is known to begin anew, the other known not to.
    package var resetsConflict = false
    /// Custom bounds differed; the result has those that both had.
    package var boundsReconciled = false

    package init() {}

    package mutating func formUnion(_ other: CombinationNotes) {
      resetsConflict = resetsConflict || other.resetsConflict
      boundsReconciled = boundsReconciled || other.boundsReconciled
    }
  }

  /// Counts and sum times `factor`. A negative factor makes a gauge.
  package mutating func multiply(by factor: Double) {
    scale { $0 * factor }
    if factor < 0 { counterReset = .gauge }
  }

  /// Counts and sum divided by `divisor`.
  package mutating func divide(by divisor: Double) {
    scale { $0 / divisor }
    if divisor < 0 { counterReset = .gauge }
    // By zero, every count becomes NaN or infinite; buckets like that tell nothing.
    if divisor == 0 {
      (positiveSpans, positiveBuckets, negativeSpans, negativeBuckets) = ([], [], [], [])
    }
  }

  private mutating func scale(_ transform: (Double) -> Double) {
    zeroCount = transform(zeroCount)
    count = transform(count)
    sum = transform(sum)
    for index in positiveBuckets.indices { positiveBuckets[index] = transform(positiveBuckets[index]) }
    for index in negativeBuckets.indices { negativeBuckets[index] = transform(negativeBuckets[index]) }
  }

  /// Adds `other`; `nil`, and nothing done, if one has custom buckets and the other exponential ones.
  ///
  /// The result has the coarser schema, and a zero bucket as wide as the wider one, or wider where that one cuts a
  /// bucket.
  package mutating func add(_ other: FloatHistogram) -> CombinationNotes? {
    let notes = accumulate(other, times: 1)
    if notes != nil { compact() }
    return notes
  }

  /// Takes `other` away, on the same terms.
  package mutating func subtract(_ other: FloatHistogram) -> CombinationNotes? {
    let notes = accumulate(other, times: -1)
    if notes != nil { compact() }
    return notes
  }

  /// Adds `other` as ``add(_:)`` does, times `factor`, but may keep buckets that hold nothing until ``compact()``: of
  /// histograms with the same buckets, as those of one series nearly always are, many are added at the price of their
  /// numbers.
  package mutating func accumulate(_ other: FloatHistogram, times factor: Double = 1) -> CombinationNotes? {
    if hasSameBuckets(as: other) {
      var notes = CombinationNotes()
      notes.resetsConflict = combineResets(other)
      zeroCount += other.zeroCount * factor
      count += other.count * factor
      sum += other.sum * factor
      FloatHistogram.add(other.positiveBuckets, to: &positiveBuckets, times: factor)
      FloatHistogram.add(other.negativeBuckets, to: &negativeBuckets, times: factor)
      return notes
    }
    var lost = FloatHistogram()
    return combine(other, times: factor, lost: &lost)
  }

  /// Adds `other`, which has the same buckets, and to `lost`, which has them as well, what rounding takes from each number.
  mutating func accumulate(_ other: FloatHistogram, lost: inout FloatHistogram) -> CombinationNotes {
    var notes = CombinationNotes()
    notes.resetsConflict = combineResets(other)
    zeroCount.add(other.zeroCount, lost: &lost.zeroCount)
    count.add(other.count, lost: &lost.count)
    sum.add(other.sum, lost: &lost.sum)
    FloatHistogram.add(other.positiveBuckets, to: &positiveBuckets, lost: &lost.positiveBuckets)
    FloatHistogram.add(other.negativeBuckets, to: &negativeBuckets, lost: &lost.negativeBuckets)
    return notes
  }

  /// As ``accumulate(_:times:)``, whatever the buckets; `lost` becomes what rounding takes from each number.
  mutating func combine(
    _ other: FloatHistogram, times factor: Double, lost: inout FloatHistogram
  ) -> CombinationNotes? {
    guard usesCustomBuckets == other.usesCustomBuckets else { return nil }
    var other = other
    var notes = CombinationNotes()
    notes.resetsConflict = combineResets(other)
    if usesCustomBuckets {
      notes.boundsReconciled = reconcileBounds(&other)
    } else {
      reconcileZeroBuckets(&other)
      let coarser = min(schema, other.schema)
      reduce(to: coarser)
      other.reduce(to: coarser)
    }
    (lost.schema, lost.customBounds, lost.zeroThreshold) = (schema, customBounds, zeroThreshold)
    zeroCount.add(other.zeroCount * factor, lost: &lost.zeroCount)
    count.add(other.count * factor, lost: &lost.count)
    sum.add(other.sum * factor, lost: &lost.sum)
    var lostBuckets = HistogramBuckets()
    positive = positive.adding(other.positive, times: factor, lost: &lostBuckets)
    lost.positive = lostBuckets
    if !negativeBuckets.isEmpty || !other.negativeBuckets.isEmpty {
      lostBuckets = HistogramBuckets()
      negative = negative.adding(other.negative, times: factor, lost: &lostBuckets)
      lost.negative = lostBuckets
    }
    return notes
  }

  private static func add(_ addends: [Double], to counts: inout [Double], times factor: Double) {
    counts.withUnsafeMutableBufferPointer { counts in
      addends.withUnsafeBufferPointer { addends in
        for index in 0..<min(counts.count, addends.count) { counts[index] += addends[index] * factor }
      }
    }
  }

  private static func add(_ addends: [Double], to counts: inout [Double], lost: inout [Double]) {
    lost.withUnsafeMutableBufferPointer { lost in
      counts.withUnsafeMutableBufferPointer { counts in
        addends.withUnsafeBufferPointer { addends in
          for index in 0..<min(counts.count, addends.count, lost.count) {
            counts[index].add(addends[index], lost: &lost[index])
          }
        }
      }
    }
  }

  /// Whether a reset meets its opposite. A gauge and anything is a gauge; the unknown stays unknown.
  private mutating func combineResets(_ other: FloatHistogram) -> Bool {
    if other.counterReset == counterReset || counterReset == .gauge { return false }
    if other.counterReset == .gauge {
      counterReset = .gauge
      return false
    }
    let conflicts = counterReset != .unknown && other.counterReset != .unknown
    counterReset = .unknown
    return conflicts
  }

  /// Makes the buckets those of a coarser exponential schema.
  package mutating func reduce(to coarser: Int32) {
    guard coarser < schema, !usesCustomBuckets else { return }
    let levels = schema - coarser
    positive = positive.coarser(by: levels)
    if !negativeBuckets.isEmpty { negative = negative.coarser(by: levels) }
    schema = coarser
  }

  /// Gives both the bounds that both have; observations go to the next bound above. Returns whether they differed.
  package mutating func reconcileBounds(_ other: inout FloatHistogram) -> Bool {
    guard customBounds != other.customBounds else { return false }
    let theirs = Set(other.customBounds)
    let shared = customBounds.filter(theirs.contains)
    narrow(to: shared)
    other.narrow(to: shared)
    return true
  }

  private mutating func narrow(to bounds: [Double]) {
    var next = 0
    positive = positive.map { index, count in
      let upper = self.bounds(index).upper
      while next < bounds.count, bounds[next] < upper { next += 1 }
      return (Int32(next), count)
    }
    customBounds = bounds
  }
}

extension Double {
  /// Adds `other`, and to `lost` what is rounded off; of a sum that is no finite number, nothing. Source: Knuth's two-sum.
  @inline(__always)
  mutating func add(_ other: Double, lost: inout Double) {
    let sum = self + other
    let virtual = sum - self
    let rest = (self - (sum - virtual)) + (other - virtual)
    // NaN where the sum is no finite number.
    lost += rest.isNaN ? 0 : rest
    self = sum
  }
}
