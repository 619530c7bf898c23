import Glibc

/// The arithmetic of samples where it needs more than an operator.
enum FloatMath {
  /// As C's `pow`.
  @inline(__always)
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  /// The larger one; NaN if either is, but for infinity, which nothing can be larger than. As Go's `math.Max`.
  @inline(__always)
  static func larger(_ left: Double, _ right: Double) -> Double {
    if left == .infinity || right == .infinity { return .infinity }
    return left.isNaN || right.isNaN ? .nan : max(left, right)
  }

  /// The smaller one; NaN if either is, but for negative infinity.
  @inline(__always)
  static func smaller(_ left: Double, _ right: Double) -> Double { -larger(-left, -right) }

  /// With the sign of the dividend.
  @inline(__always)
  static func remainder(_ dividend: Double, _ divisor: Double) -> Double { fmod(dividend, divisor) }

  /// Adds `value` to a compensated sum: Neumaier's variant of Kahan's summation, which loses nothing when the next
  /// value is the larger one. The sum is `sum + compensation`.
  @inline(__always)
  static func add(_ value: Double, to sum: inout Double, _ compensation: inout Double) {
    addFinite(value, to: &sum, &compensation)
    compensation = sum.isInfinite ? 0 : compensation
  }

  /// As above, for values of which no sum can overflow.
  @inline(__always)
  static func addFinite(_ value: Double, to sum: inout Double, _ compensation: inout Double) {
    let total = sum + value
    // Knuth's two-sum: the same error as with a branch on which one is larger, without the branch.
    let virtual = total - sum
    compensation += (sum - (total - virtual)) + (value - virtual)
    sum = total
  }

  /// Whether a compensated sum of these values is the same in any order: none may be infinite or NaN or make a sum
  /// overflow, or be so large that what rounding loses of the smaller ones is itself rounded.
  @inline(__always)
  static func sumsInAnyOrder(_ count: Int, _ value: (Int) -> Double) -> Bool {
    // The upper halves, without signs, are in the order of the magnitudes; as integers they are compared several at once.
    var (largest, smallest) = (Int32(0), Int32.max)
    for index in 0..<count {
      let half = Int32(truncatingIfNeeded: value(index).bitPattern >> 32) & .max
      largest = max(largest, half)
      smallest = min(smallest, half == 0 ? .max : half)
    }
    let (largestExponent, smallestExponent) = (Int(largest >> 20), Int(smallest >> 20))
    return largestExponent + count.bitWidth - count.leadingZeroBitCount < 0x7FE
      && largestExponent - smallestExponent < 50
  }

  /// The mean of `count` values from their compensated sum. The two parts are brought into their normal form before, as
  /// the same sum may have come about in different parts, and its mean must not show it.
  @inline(__always)
  static func mean(_ sum: Double, _ compensation: Double, _ count: Double) -> Double {
    let whole = sum + compensation
    guard whole.isFinite else { return whole / count }
    return whole / count + (compensation - (whole - sum)) / count
  }

  /// The `quantile` (0…1) of `sorted`, by linear interpolation; NaN values first. Outside of 0…1: ±Inf.
  static func quantile(_ quantile: Double, ofSorted sorted: [Double]) -> Double {
    self.quantile(quantile, count: sorted.count) { sorted[$0] }
  }

  /// As above, of `count` values that are asked for by their place in the order.
  @inline(__always)
  static func quantile(_ quantile: Double, count: Int, at place: (Int) -> Double) -> Double {
    if count == 0 || quantile.isNaN { return .nan }
    if quantile < 0 { return -.infinity }
    if quantile > 1 { return .infinity }
    let rank = quantile * Double(count - 1)
    let lower = max(0, rank.rounded(.down))
    let upper = min(Double(count - 1), lower + 1)
    let weight = rank - rank.rounded(.down)
    return place(Int(lower)) * (1 - weight) + place(Int(upper)) * weight
  }

  /// Ascending, NaN before all others.
  @inline(__always)
  static func precedes(_ left: Double, _ right: Double) -> Bool {
    if left.isNaN { return !right.isNaN }
    return left < right
  }
}
