/// A sum and what rounding has cost it.
struct CompensatedSum {
  private var sum = 0.0
  private var compensation = 0.0

  var total: Double { sum + compensation }

  @inline(__always)
  mutating func add(_ value: Double) { FloatMath.add(value, to: &sum, &compensation) }
}
