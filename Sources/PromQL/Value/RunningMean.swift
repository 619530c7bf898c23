/// A mean with compensated summation: sum by count while the sum is finite, an incremental mean from the value on that
/// would make it overflow.
struct RunningMean: Sendable {
  private var count = 0.0
  /// The sum, or the mean once ``isIncremental``.
  private var total = 0.0
  private var compensation = 0.0
  private var isIncremental = false

  init() {}

  /// To the last digit what the reference has, of values that were added one by one.
  var value: Double {
    isIncremental ? total + compensation : total / count + compensation / count
  }

  /// The same whatever parts the values were added in.
  var normalValue: Double {
    isIncremental ? total + compensation : FloatMath.mean(total, compensation, count)
  }

  @inline(__always)
  mutating func add(_ value: Double) {
    count += 1
    if count == 1 {
      total = value
      return
    }
    if !isIncremental {
      var (sum, error) = (total, compensation)
      FloatMath.add(value, to: &sum, &error)
      if !sum.isInfinite {
        (total, compensation) = (sum, error)
        return
      }
      becomeIncremental(count - 1)
    }
    let weight = (count - 1) / count
    total *= weight
    compensation *= weight
    FloatMath.add(value / count, to: &total, &compensation)
  }

  private mutating func becomeIncremental(_ count: Double) {
    isIncremental = true
    total /= count
    compensation /= count
  }

  /// Adds the values of `other`.
  mutating func merge(_ other: RunningMean) {
    if other.count == 0 { return }
    if count == 0 {
      self = other
      return
    }
    var other = other
    let both = count + other.count
    if !isIncremental, !other.isIncremental {
      var (sum, error) = (total, compensation)
      FloatMath.add(other.total, to: &sum, &error)
      if !sum.isInfinite {
        (total, compensation, count) = (sum, error + other.compensation, both)
        return
      }
    }
    if !isIncremental { becomeIncremental(count) }
    if !other.isIncremental { other.becomeIncremental(other.count) }
    total *= count / both
    compensation *= count / both
    FloatMath.add(other.total * (other.count / both), to: &total, &compensation)
    count = both
  }
}
