/// Doubles as integers at a power of ten, where division by that power gives the very same bits back.
enum DecimalScale {
  static let exponentMax = 12
  private static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12]

  @inline(__always)
  static func power(_ exponent: Int) -> Double { powers[exponent] }

  /// `value · power` as an integer; `nil` unless dividing gives the same bits (so not for −0, NaN, infinities).
  @inline(__always)
  static func encode(_ value: Double, _ power: Double) -> Int64? {
    let scaled = (value * power).rounded()
    guard scaled.magnitude < 0x1p53 else { return nil }
    let integer = Int64(scaled)
    return decode(integer, power).bitPattern == value.bitPattern ? integer : nil
  }

  @inline(__always)
  static func decode(_ integer: Int64, _ power: Double) -> Double { Double(integer) / power }

  /// The smallest exponent at which `value` is exact, not below `floor`.
  static func exponent(of value: Double, from floor: Int) -> Int? {
    (floor...exponentMax).first { encode(value, power($0)) != nil }
  }
}
