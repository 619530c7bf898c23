/// Which bytes stand in names without quotes.
enum NameByte {
  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

  /// `[a-zA-Z_]`, and digits.
  @inline(__always)
  static func isInLabelName(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || isDigit(byte) || byte == UInt8(ascii: "_")
  }

  /// As in label names, and colons.
  @inline(__always)
  static func isInMetricName(_ byte: UInt8) -> Bool { isInLabelName(byte) || byte == UInt8(ascii: ":") }
}
