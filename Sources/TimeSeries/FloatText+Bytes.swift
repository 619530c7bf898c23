extension FloatText {
  /// ``json(_:)`` as bytes: for answers with millions of values.
  package static func appendJSON(_ value: Double, to bytes: inout [UInt8]) { append(value, .json, to: &bytes) }

  /// ``plain(_:)`` as bytes: for the text format.
  package static func appendPlain(_ value: Double, to bytes: inout [UInt8]) { append(value, .plain, to: &bytes) }

  @inline(__always)
  private static func append(_ value: Double, _ notation: FloatNotation, to bytes: inout [UInt8]) {
    let magnitude = value.magnitude
    if magnitude < 1e9, magnitude >= 1e-4, appendShort(magnitude, negative: value < 0, to: &bytes) { return }
    FloatWriter.withBytes(of: value, notation) { bytes.append(contentsOf: $0) }
  }

  /// The digits of `number`.
  package static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = number
      var first = 20
      repeat {
        first -= 1
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
        rest = quotient
      } while rest != 0
      bytes.append(contentsOf: digits[first...])
    }
  }

  /// Fast path: at most four decimals. A decimal of fewer than sixteen digits that is equal to the value is its
  /// shortest text, because no two such decimals share a value.
  private static func appendShort(_ magnitude: Double, negative: Bool, to bytes: inout [UInt8]) -> Bool {
    var scale = 1.0
    for decimals in 0...4 {
      let scaled = (magnitude * scale).rounded()
      if scaled / scale == magnitude {
        if negative { bytes.append(UInt8(ascii: "-")) }
        appendDecimal(UInt64(scaled), UInt64(scale), decimals, to: &bytes)
        return true
      }
      scale *= 10
    }
    return false
  }

  private static func appendDecimal(_ scaled: UInt64, _ scale: UInt64, _ decimals: Int, to bytes: inout [UInt8]) {
    append(scaled / scale, to: &bytes)
    guard decimals > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    var unit = scale / 10
    while unit > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: scaled / unit % 10))
      unit /= 10
    }
  }
}
