/// Doubles as integers of the same order: neighbours in value are neighbours in number, and every bit pattern (NaN
/// payloads, −0) comes back as it was.
enum OrderedInteger {
  @inline(__always)
  static func encode(_ value: Double) -> Int64 { flip(Int64(bitPattern: value.bitPattern)) }

  @inline(__always)
  static func decode(_ integer: Int64) -> Double { Double(bitPattern: UInt64(bitPattern: flip(integer))) }

  /// Its own inverse.
  @inline(__always)
  private static func flip(_ integer: Int64) -> Int64 { integer ^ ((integer &>> 63) & Int64.max) }
}
