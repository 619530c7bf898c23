extension FloatParser {
  /// A decimal as written: ± `digits` × 10^`exponent`.
  struct Decimal {
    var digits: UInt64 = 0
    var exponent = 0
    var isNegative = false
    /// Whether what was read is a number, and one that fits: at most 19 significant digits.
    var isComplete = false

    /// Reads as far as a decimal goes, and returns where it ends.
    @inline(__always)
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
      var position = start
      guard position < bytes.count else { return position }
      isNegative = bytes[position] == UInt8(ascii: "-")
      if isNegative || bytes[position] == UInt8(ascii: "+") { position += 1 }
      let firstDigit = position
      DigitReader.read(bytes, &position, into: &digits)
      var digitCount = position - firstDigit
      if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
        position += 1
        let firstDecimal = position
        DigitReader.read(bytes, &position, into: &digits)
        exponent = firstDecimal - position
        digitCount -= exponent
      }
      isComplete = digitCount > 0 && (digitCount <= 19 || digitCount - leadingZeros(bytes, from: firstDigit) <= 19)
      if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") { readExponent(bytes, &position) }
      return position
    }

    /// Zeros before the first other digit; they count towards the digits, but not towards what fits a word.
    private func leadingZeros(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
      var position = start
      var count = 0
      while position < bytes.count, bytes[position] == UInt8(ascii: "0") || bytes[position] == UInt8(ascii: ".") {
        if bytes[position] == UInt8(ascii: "0") { count += 1 }
        position += 1
      }
      return count
    }

    private mutating func readExponent(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) {
      position += 1
      let isNegative = position < bytes.count && bytes[position] == UInt8(ascii: "-")
      if isNegative || (position < bytes.count && bytes[position] == UInt8(ascii: "+")) { position += 1 }
      let start = position
      var power: UInt64 = 0
      DigitReader.read(bytes, &position, into: &power)
      isComplete = isComplete && (1...4).contains(position - start)
      exponent += isNegative ? -Int(truncatingIfNeeded: power) : Int(truncatingIfNeeded: power)
    }
  }
}
