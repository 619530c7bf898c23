import FloatDigits

/// Writes a number into memory on the stack.
struct FloatWriter {
  /// What the longest number needs, -5e-324 without an exponent.
  private static let capacity = 3 + 323 + ShortestDigits.countMax

  private let bytes: UnsafeMutableRawBufferPointer
  private var count = 0

  /// Calls `body` with the text of `value` as ASCII.
  @inline(__always)
  static func withBytes<Result>(
    of value: Double, _ notation: FloatNotation, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 1) { room in
      var writer = FloatWriter(bytes: room)
      writer.write(value, notation)
      return body(UnsafeRawBufferPointer(rebasing: room[..<writer.count]))
    }
  }

  private mutating func write(_ value: Double, _ notation: FloatNotation) {
    if value.isNaN { return append("NaN") }
    if value.isInfinite { return append(value < 0 ? "-Inf" : "+Inf") }
    if value.sign == .minus { append("-") }
    withUnsafeTemporaryAllocation(byteCount: ShortestDigits.countMax, alignment: 1) { room in
      let (count, power) = ShortestDigits.write(value.magnitude, to: room)
      let digits = room[..<count]
      if notation.hasExponent(power) { exponential(digits, power) } else { plain(digits, power) }
    }
  }

  /// `0.00000012`, `1200000`, `1.5`.
  private mutating func plain(_ digits: Slice<UnsafeMutableRawBufferPointer>, _ power: Int) {
    if power < 0 {
      append("0.")
      appendZeros(-power - 1)
      return append(digits)
    }
    append(digits.prefix(power + 1))
    if digits.count <= power + 1 { return appendZeros(power + 1 - digits.count) }
    append(".")
    append(digits.dropFirst(power + 1))
  }

  /// `1.5e-07`: at least two digits behind the sign.
  private mutating func exponential(_ digits: Slice<UnsafeMutableRawBufferPointer>, _ power: Int) {
    append(digits.prefix(1))
    if digits.count > 1 { append(".") }
    append(digits.dropFirst())
    append(power < 0 ? "e-" : "e+")
    let magnitude = UInt8(power.magnitude / 100), rest = UInt8(power.magnitude % 100)
    if magnitude > 0 { append(digit: magnitude) }
    append(digit: rest / 10)
    append(digit: rest % 10)
  }

  @inline(__always)
  private mutating func append(digit: UInt8) {
    bytes[count] = UInt8(ascii: "0") + digit
    count += 1
  }

  @inline(__always)
  private mutating func append(_ digits: Slice<UnsafeMutableRawBufferPointer>) {
    for digit in digits {
      bytes[count] = digit
      count += 1
    }
  }

  private mutating func appendZeros(_ zeros: Int) {
    for _ in 0..<zeros { append(digit: 0) }
  }

  @inline(__always)
  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { text in
      for byte in text {
        bytes[count] = byte
        count += 1
      }
    }
  }
}
