/// The sum of many histograms, with what rounding takes from each of its numbers kept beside: counts may be fractions,
/// and of any sign.
package struct CompensatedHistogram: Sendable {
  /// The sum as far as it goes. May keep buckets that hold nothing.
  package private(set) var total: FloatHistogram
  /// What rounding has lost of the total; has the same buckets. `nil` before the first is added to another.
  private var lost: FloatHistogram?
  /// What was lost as long as the total had other buckets.
  private var lostBefore: FloatHistogram?

  package init(_ histogram: FloatHistogram) { total = histogram }

  /// Adds `other`; `nil`, and nothing done, if one has custom buckets and the other exponential ones.
  package mutating func add(_ other: FloatHistogram) -> FloatHistogram.CombinationNotes? {
    if total.hasSameBuckets(as: other) {
      var lost = lost ?? total.emptied
      self.lost = nil
      defer { self.lost = lost }
      return total.accumulate(other, lost: &lost)
    }
    var lostNow = FloatHistogram()
    guard let notes = total.combine(other, times: 1, lost: &lostNow) else { return nil }
    for lost in [lost, lostNow] { keep(lost) }
    lost = nil
    return notes
  }

  package mutating func add(_ other: CompensatedHistogram) -> FloatHistogram.CombinationNotes? {
    guard let notes = add(other.total) else { return nil }
    for lost in [other.lost, other.lostBefore] { keep(lost) }
    return notes
  }

  private mutating func keep(_ lost: FloatHistogram?) {
    guard let lost, lost.hasNumbers else { return }
    if lostBefore?.add(lost) == nil { lostBefore = lost }
  }

  /// The sum with all that rounding has taken from it.
  package var sum: FloatHistogram { part(1) }

  /// The sum divided by `divisor`.
  package func part(_ divisor: Double) -> FloatHistogram {
    var result = total
    if divisor != 1 { result.divide(by: divisor) }
    for var lost in [lost, lostBefore].compactMap({ $0 }) where lost.hasNumbers {
      if divisor != 1 { lost.divide(by: divisor) }
      _ = result.add(lost)
    }
    result.compact()
    result.counterReset = total.counterReset
    return result
  }
}

extension FloatHistogram {
  /// With the same buckets, in which there is nothing.
  fileprivate var emptied: FloatHistogram {
    var result = self
    (result.count, result.sum, result.zeroCount) = (0, 0, 0)
    result.positiveBuckets = Array(repeating: 0, count: positiveBuckets.count)
    result.negativeBuckets = Array(repeating: 0, count: negativeBuckets.count)
    return result
  }

  fileprivate var hasNumbers: Bool {
    count != 0 || sum != 0 || zeroCount != 0 || positiveBuckets.contains { $0 != 0 }
      || negativeBuckets.contains { $0 != 0 }
  }
}
