/// Reads bits, most significant first, from 64-bit words.
///
/// The words must be followed by ``paddingWords`` more that may be read: whoever decodes checks ``position`` against
/// the end once per sample, not once per field.
// Holds a pointer: lives only inside the call that owns the words.
struct BitReader {
  /// One sample takes at most 4 + 64 + 1 + 13 + 64 bits, and a peek looks one word ahead.
  static let paddingWords = 4

  private let words: UnsafePointer<UInt64>
  /// In bits.
  var position = 0

  @inline(__always)
  init(_ words: UnsafePointer<UInt64>) { self.words = words }

  /// The next 64 bits, not consumed.
  @inline(__always)
  func peek() -> UInt64 {
    let index = position &>> 6
    let shift = UInt64(truncatingIfNeeded: position & 63)
    return (words[index] &<< shift) | ((words[index &+ 1] &>> 1) &>> (63 &- shift))
  }

  /// The next `count` bits, 1…64.
  @inline(__always)
  mutating func take(_ count: Int) -> UInt64 {
    let value = peek() &>> UInt64(truncatingIfNeeded: 64 &- count)
    position &+= count
    return value
  }

  @inline(__always)
  mutating func takeBit() -> Bool { take(1) != 0 }
}
