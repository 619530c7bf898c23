import TimeSeries

/// The sum of native histograms so far, and what was odd about them.
///
/// Their sums of observations are compensated, as they may be of any sign. Where a count grows beyond all numbers, the
/// mean goes on in steps that do not.
struct HistogramSum: Sendable {
  private(set) var total: FloatHistogram?
  private(set) var count = 0
  private var combined = FloatHistogram.CombinationNotes()
  /// Whether some are known to begin anew, and whether some are known not to; a gauge among them makes no difference.
  private var hasReset = false
  private var hasNoReset = false
  /// Whether exponential buckets met custom ones, so that there is no sum.
  private(set) var isIncompatible = false
  /// Of the histograms' sums: as far as it goes, and what rounding has lost.
  private var sum = -0.0
  private var sumError = 0.0
  /// The mean, once the total has overflown.
  private var mean: FloatHistogram?

  mutating func add(_ histogram: FloatHistogram) {
    guard count > 0, mean == nil, !histogram.isVast, total?.isVast == false else {
      return add(HistogramSum(of: histogram))
    }
    hasReset = hasReset || histogram.counterReset == .reset
    hasNoReset = hasNoReset || histogram.counterReset == .notReset
    guard let notes = total?.accumulate(histogram) else {
      isIncompatible = true
      return
    }
    combined.formUnion(notes)
    count += 1
    FloatMath.add(histogram.sum, to: &sum, &sumError)
  }

  mutating func merge(_ other: HistogramSum) {
    if other.count > 0 { add(other) }
  }

  var notes: FloatHistogram.CombinationNotes {
    var notes = combined
    notes.resetsConflict = hasReset && hasNoReset
    return notes
  }

  init() {}

  /// Of several, one after the other.
  init(of histograms: Slice<UnsafeBufferPointer<FloatHistogram>>) {
    for histogram in histograms { add(histogram) }
  }

  private init(of histogram: FloatHistogram) {
    total = histogram
    count = 1
    sum = histogram.sum
    hasReset = histogram.counterReset == .reset
    hasNoReset = histogram.counterReset == .notReset
  }

  private mutating func add(_ other: HistogramSum) {
    guard var total, let addend = other.total else {
      if other.count > 0 { self = other }
      return
    }
    hasReset = hasReset || other.hasReset
    hasNoReset = hasNoReset || other.hasNoReset
    combined.formUnion(other.combined)
    isIncompatible = isIncompatible || other.isIncompatible
    guard let notes = total.add(addend) else {
      isIncompatible = true
      return
    }
    combined.formUnion(notes)
    if mean != nil || other.mean != nil || total.hasOverflown { mean = commonMean(with: other) }
    self.total = total
    count += other.count
    FloatMath.add(other.sum, to: &sum, &sumError)
    sumError += other.sumError
  }

  /// The means of both, weighted.
  private func commonMean(with other: HistogramSum) -> FloatHistogram? {
    guard var left = meanSoFar, var right = other.meanSoFar else { return nil }
    let part = Double(other.count) / Double(count + other.count)
    left.multiply(by: 1 - part)
    right.multiply(by: part)
    return left.add(right) == nil ? nil : left
  }

  private var meanSoFar: FloatHistogram? {
    if let mean { return mean }
    var result = total
    result?.divide(by: Double(count))
    return result
  }

  func result(asMean: Bool) -> FloatHistogram? {
    guard !isIncompatible, var result = asMean ? meanSoFar : total else { return nil }
    result.compact()
    let exactSum = sum + sumError
    // Where the sum has no number, the mean has one, if a less exact one.
    if asMean, mean != nil, !exactSum.isFinite { return result }
    result.sum = asMean ? exactSum / Double(count) : exactSum
    return result
  }
}

extension FloatHistogram {
  fileprivate var hasOverflown: Bool {
    count.isInfinite || sum.isInfinite || zeroCount.isInfinite || positiveBuckets.contains(where: \.isInfinite)
      || negativeBuckets.contains(where: \.isInfinite)
  }

  /// Whether sums with it may overflow.
  fileprivate var isVast: Bool {
    let large = Double.greatestFiniteMagnitude / 2
    return count.magnitude > large || sum.magnitude > large || zeroCount.magnitude > large
      || positiveBuckets.contains { $0.magnitude > large } || negativeBuckets.contains { $0.magnitude > large }
  }
}
