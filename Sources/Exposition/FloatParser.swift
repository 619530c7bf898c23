import Glibc

/// Reads sample values: what Go's `strconv.ParseFloat` reads, but for hexadecimal floats and underscores.
///
/// Bit-exact: each result is the double nearest to the decimal, ties to even.
struct FloatParser {
  private let powersOfFive = PowersOfFive.table

  /// Reads the number at `position` and moves it behind; `nil` unless the whole run of bytes up to a blank, a line feed
  /// or the end is a number within the range of a double.
  @inline(__always)
  func parse(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) -> Double? {
    var decimal = Decimal()
    let end = decimal.read(bytes, from: position)
    // Slow path: more digits than a word holds, `NaN`, `Inf`, or nonsense.
    guard decimal.isComplete, end == bytes.count || FloatParser.endsToken(bytes[end]),
      let value = value(of: decimal)
    else { return slowly(bytes, at: &position) }
    position = end
    return value
  }

  /// The double nearest to `decimal`, unless finding it takes more than 128-bit arithmetic.
  @inline(__always)
  private func value(of decimal: Decimal) -> Double? {
    let magnitude: Double
    if decimal.digits <= 1 << 53, decimal.exponent.magnitude <= 22 {
      // Clinger's fast path: both operands are exact, so one rounding is the right one.
      let digits = Double(decimal.digits)
      let power = FloatParser.exactPowersOfTen[Int(decimal.exponent.magnitude)]
      magnitude = decimal.exponent < 0 ? digits / power : digits * power
    } else {
      guard let found = eiselLemire(decimal.digits, decimal.exponent) else { return nil }
      magnitude = found
    }
    return decimal.isNegative ? -magnitude : magnitude
  }

  private static let exactPowersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
  ]

  @inline(__always)
  static func endsToken(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t")
  }
}

extension FloatParser {
  /// `digits` × 10^`exponent` by the Eisel-Lemire algorithm; `nil` where 128 bits do not decide.
  private func eiselLemire(_ digits: UInt64, _ exponent: Int) -> Double? {
    guard digits != 0 else { return 0 }
    guard PowersOfFive.exponents.contains(exponent) else { return nil }
    let zeros = digits.leadingZeroBitCount
    let (high, low) = product(digits << UInt64(zeros), powersOfFive[exponent - PowersOfFive.exponents.lowerBound])
    // With all ones below, the truncated part of the power could still carry.
    if low == .max { return nil }
    let upperBit = Int(high >> 63)
    var mantissa = high >> UInt64(upperBit + 9)
    // floor(log2(10^exponent)) + 63, as a fixed-point product.
    let power = ((217_706 * exponent) >> 16) + 63 + upperBit - zeros + 1023
    if low <= 1, (-4...23).contains(exponent), mantissa & 3 == 1, mantissa << UInt64(upperBit + 9) == high {
      mantissa &= ~1  // Exactly half-way: round to even.
    }
    mantissa = (mantissa + (mantissa & 1)) >> 1
    let carries = mantissa >= 1 << 53
    let fraction = carries ? 0 : mantissa & ~(1 << 52)
    return Double(bitPattern: UInt64(power + (carries ? 1 : 0)) << 52 | fraction)
  }

  /// The upper 128 bits of the product, the lower half only computed where it matters.
  private func product(_ digits: UInt64, _ power: UInt128) -> (high: UInt64, low: UInt64) {
    var (high, low) = digits.multipliedFullWidth(by: UInt64(truncatingIfNeeded: power >> 64))
    guard high & 0x1ff == 0x1ff else { return (high, low) }
    let second = digits.multipliedFullWidth(by: UInt64(truncatingIfNeeded: power))
    let (sum, carries) = low.addingReportingOverflow(second.high)
    low = sum
    if carries { high += 1 }
    return (high, low)
  }
}

extension FloatParser {
  private func slowly(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) -> Double? {
    let start = position
    let end = bytes[start...].firstIndex(where: FloatParser.endsToken) ?? bytes.count
    guard let value = FloatParser.parse(token: UnsafeBufferPointer(rebasing: bytes[start..<end])) else { return nil }
    position = end
    return value
  }

  /// Any token, by the C library, after its grammar has been checked (which reads more than Go does).
  static func parse(token: UnsafeBufferPointer<UInt8>) -> Double? {
    if let special = special(token) { return special }
    guard isDecimal(token) else { return nil }
    let value = withUnsafeTemporaryAllocation(of: CChar.self, capacity: token.count + 1) { text in
      _ = text.initialize(from: token.lazy.map { CChar(bitPattern: $0) })
      text[token.count] = 0
      return text.baseAddress.map { strtod($0, nil) } ?? .infinity
    }
    return value.isInfinite ? nil : value
  }

  /// `NaN` without a sign, `Inf` and `Infinity` with or without, in any case of letters.
  private static func special(_ token: UnsafeBufferPointer<UInt8>) -> Double? {
    guard token.count <= 9 else { return nil }
    switch String(decoding: token, as: UTF8.self).lowercased() {
    case "nan": return Double(bitPattern: 0x7ff8_0000_0000_0001)
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
  }

  private static func isDecimal(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
    var rest = token[...]
    if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let whole = dropDigits(&rest)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = dropDigits(&rest)
    }
    guard whole + fraction > 0 else { return false }
    guard let mark = rest.first else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
    return dropDigits(&rest) > 0 && rest.isEmpty
  }

  private static func dropDigits(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    let count = rest.prefix { $0 &- UInt8(ascii: "0") <= 9 }.count
    rest = rest.dropFirst(count)
    return count
  }
}
