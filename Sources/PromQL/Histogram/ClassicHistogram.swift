import TimeSeries

/// One histogram made of cumulative `le` buckets, at one moment.
struct ClassicHistogram {
  struct Bucket: Equatable {
    var upperBound: Double
    /// How many observations are at most `upperBound`.
    var count: Double
  }

  /// How counts were changed so that they rise.
  struct Repair: Equatable {
    var lowestBound: Double
    var highestBound: Double
    /// The most that a count fell short of the one before it.
    var difference: Double

    func merged(with other: Repair) -> Repair {
      Repair(
        lowestBound: min(lowestBound, other.lowestBound), highestBound: max(highestBound, other.highestBound),
        difference: max(difference, other.difference))
    }
  }

  private(set) var buckets: [Bucket]
  /// Set where counts fell by more than rounding explains.
  private(set) var repair: Repair?

  /// Relative differences that rounding explains.
  private static let tolerance = 1e-12

  /// - Parameter buckets: in order of their bounds; equal bounds are added up. Empty never.
  init(_ buckets: [Bucket]) {
    // Nearly always all bounds differ, and the memory can be taken as it is.
    if !zip(buckets, buckets.dropFirst()).contains(where: { $0.upperBound == $1.upperBound }) {
      self.buckets = buckets
      return
    }
    self.buckets = []
    for bucket in buckets {
      if self.buckets.last?.upperBound == bucket.upperBound {
        self.buckets[self.buckets.count - 1].count += bucket.count
      } else {
        self.buckets.append(bucket)
      }
    }
  }

  /// Whether there are observations, and a bucket that has all of them.
  private var isComplete: Bool { buckets.last?.upperBound == .infinity && buckets[buckets.count - 1].count != 0 }

  /// The value below which the part `quantile` of all observations is, found linearly within a bucket; NaN where that
  /// cannot be told.
  mutating func quantile(_ quantile: Double) -> Double {
    if quantile.isNaN { return .nan }
    if quantile < 0 { return -.infinity }
    if quantile > 1 { return .infinity }
    guard buckets.last?.upperBound == .infinity else { return .nan }
    makeCountsRise()
    guard isComplete, buckets.count > 1 else { return .nan }
    let last = buckets.count - 1
    let rank = quantile * buckets[last].count
    let index = buckets[..<last].firstIndex { $0.count >= rank } ?? last
    if index == last { return buckets[last - 1].upperBound }
    if index == 0, buckets[0].upperBound <= 0 { return buckets[0].upperBound }
    let below = index > 0 ? buckets[index - 1] : Bucket(upperBound: 0, count: 0)
    let part = (rank - below.count) / (buckets[index].count - below.count)
    return below.upperBound + (buckets[index].upperBound - below.upperBound) * part
  }

  /// Sets counts that fall to the one before. Where the difference may be rounding, silently.
  private mutating func makeCountsRise() {
    var previous = buckets[0].count
    for index in buckets.indices.dropFirst() {
      let count = buckets[index].count
      if count == previous { continue }
      if !ClassicHistogram.isRounding(previous, count) {
        if count > previous {
          previous = count
          continue
        }
        note(
          Repair(
            lowestBound: buckets[index].upperBound, highestBound: buckets[index].upperBound,
            difference: previous - count))
      }
      buckets[index].count = previous
    }
  }

  private mutating func note(_ new: Repair) {
    repair = repair?.merged(with: new) ?? new
  }

  private static func isRounding(_ left: Double, _ right: Double) -> Bool {
    let sum = left.magnitude + right.magnitude
    let difference = (left - right).magnitude
    if left == 0 || right == 0 || sum < .leastNormalMagnitude { return difference < tolerance * .leastNormalMagnitude }
    return difference / min(sum, .greatestFiniteMagnitude) < tolerance
  }

  /// The part of all observations that is between `lower` and `upper`; NaN where that cannot be told.
  func fraction(_ lower: Double, _ upper: Double) -> Double {
    guard isComplete, !lower.isNaN, !upper.isNaN else { return .nan }
    if lower >= upper { return 0 }
    let total = buckets[buckets.count - 1].count
    // Where counts fall, a rank may be above the total.
    return (min(total, rank(upper)) - min(total, rank(lower))) / total
  }

  /// How many observations are below `value`. Those of the first bucket are above 0 if its bound is; those of the
  /// last are above its lower bound, nobody knows how far.
  private func rank(_ value: Double) -> Double {
    var below = Bucket(upperBound: buckets[0].upperBound > 0 ? 0 : -.infinity, count: 0)
    for bucket in buckets {
      if value <= below.upperBound { return below.count }
      if value < bucket.upperBound {
        if below.upperBound == -.infinity { return bucket.count }
        if bucket.upperBound == .infinity { return below.count }
        let part = (value - below.upperBound) / (bucket.upperBound - below.upperBound)
        return below.count + (bucket.count - below.count) * part
      }
      below = bucket
    }
    return below.count
  }
}
