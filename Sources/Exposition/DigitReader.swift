/// Runs of decimal digits, eight at a time where there are eight.
enum DigitReader {
  /// Adds the digits at `position` to the end of `number` (wrapping beyond 19) and moves behind them.
  @inline(__always)
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, into number: inout UInt64) {
    let raw = UnsafeRawBufferPointer(bytes)
    while raw.count - position >= 8 {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      guard isEightDigits(word) else { break }
      number = number &* 100_000_000 &+ value(ofEightDigits: word)
      position += 8
    }
    while position < raw.count {
      let digit = raw[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { return }
      number = number &* 10 &+ UInt64(digit)
      position += 1
    }
  }

  /// Whether each byte is in 0x30...0x39: neither its upper half nor that of byte + 6 is other than 3.
  @inline(__always)
  private static func isEightDigits(_ word: UInt64) -> Bool {
    (word & 0xf0f0_f0f0_f0f0_f0f0) | (((word &+ 0x0606_0606_0606_0606) & 0xf0f0_f0f0_f0f0_f0f0) >> 4)
      == 0x3333_3333_3333_3333
  }

  /// Pairs, then fours, then the eight are joined in parallel; first digit in the lowest byte.
  @inline(__always)
  private static func value(ofEightDigits word: UInt64) -> UInt64 {
    let digits = word &- 0x3030_3030_3030_3030
    let pairs = (digits &* 10) &+ (digits >> 8)
    let low = (pairs & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
    let high = ((pairs >> 16) & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
    return (low &+ high) >> 32
  }
}
