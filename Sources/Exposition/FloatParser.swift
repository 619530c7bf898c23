import FloatDigits

/// Reads sample values: what Go's `strconv.ParseFloat` reads, but for hexadecimal floats and underscores.
enum FloatParser {
  /// Reads the number at `position` and moves it behind; `nil` unless the whole run of bytes up to a blank, a line feed
  /// or the end is a number within the range of a double.
  @inline(__always)
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) -> Double? {
    guard position < bytes.count else { return nil }
    let isSigned = bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+")
    let first = position + (isSigned ? 1 : 0)
    guard first < bytes.count, bytes[first] &- UInt8(ascii: "0") <= 9 || bytes[first] == UInt8(ascii: ".") else {
      return special(bytes, at: &position)
    }
    var end = first
    guard let magnitude = DecimalDigits.read(bytes, at: &end), end == bytes.count || endsToken(bytes[end]) else {
      return nil
    }
    let isNegative = bytes[position] == UInt8(ascii: "-")
    position = end
    return isNegative ? -magnitude : magnitude
  }

  /// All of `token`.
  static func parse(token: UnsafeBufferPointer<UInt8>) -> Double? {
    var position = 0
    guard let value = parse(token, at: &position), position == token.count else { return nil }
    return value
  }

  @inline(__always)
  static func endsToken(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t")
  }

  /// `NaN` without a sign, `Inf` and `Infinity` with or without, in any case of letters.
  private static func special(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) -> Double? {
    let end = bytes[position...].firstIndex(where: endsToken) ?? bytes.count
    guard end - position <= 9, let value = special(String(decoding: bytes[position..<end], as: UTF8.self)) else {
      return nil
    }
    position = end
    return value
  }

  private static func special(_ token: String) -> Double? {
    switch token.lowercased() {
    case "nan": Double(bitPattern: 0x7ff8_0000_0000_0001)
    case "inf", "+inf", "infinity", "+infinity": .infinity
    case "-inf", "-infinity": -.infinity
    default: nil
    }
  }
}
