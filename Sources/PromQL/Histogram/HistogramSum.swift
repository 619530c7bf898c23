import TimeSeries

/// The sum of native histograms so far, and what was odd about them.
///
/// Where a count grows beyond all numbers, the mean goes on in steps that do not.
struct HistogramSum: Sendable {
  private var total: CompensatedHistogram?
  private(set) var count = 0
  private var combined = FloatHistogram.CombinationNotes()
  /// Whether some are known to begin anew, and whether some are known not to; a gauge among them makes no difference.
  private var hasReset = false
  private var hasNoReset = false
  /// Whether exponential buckets met custom ones, so that there is no sum.
  private(set) var isIncompatible = false
  /// The mean, once the total has overflown.
  private var mean: FloatHistogram?

  mutating func add(_ histogram: FloatHistogram) {
    guard count > 0, mean == nil, !histogram.isVast, total?.total.isVast == false else {
      return add(HistogramSum(of: histogram))
    }
    hasReset = hasReset || histogram.counterReset == .reset
    hasNoReset = hasNoReset || histogram.counterReset == .notReset
    guard let notes = total?.add(histogram) else {
      isIncompatible = true
      return
    }
    combined.formUnion(notes)
    count += 1
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
    total = CompensatedHistogram(histogram)
    count = 1
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
    if mean != nil || other.mean != nil || total.total.hasOverflown { mean = commonMean(with: other) }
    self.total = total
    count += other.count
  }

  /// The means of both, weighted.
  private func commonMean(with other: HistogramSum) -> FloatHistogram? {
    guard var left = meanSoFar, var right = other.meanSoFar else { return nil }
    let part = Double(other.count) / Double(count + other.count)
    left.multiply(by: 1 - part)
    right.multiply(by: part)
    return left.add(right) == nil ? nil : left
  }

  private var meanSoFar: FloatHistogram? { mean ?? total?.part(Double(count)) }

  func result(asMean: Bool) -> FloatHistogram? {
    guard !isIncompatible, let total else { return nil }
    guard asMean else { return total.sum }
    guard var mean else { return total.part(Double(count)) }
    // Where the sum of the observations has a number, it is more exact than what the steps have made of it.
    let sum = total.sum.sum
    if sum.isFinite { mean.sum = sum / Double(count) }
    return mean
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
