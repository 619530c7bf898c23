/// Writing the integers that ``ByteReader`` reads.
extension [UInt8] {
  @inline(__always)
  mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  @inline(__always)
  mutating func appendVarint(_ count: Int) { appendVarint(UInt64(count)) }

  @inline(__always)
  mutating func appendSignedVarint(_ value: Int64) { appendVarint(ZigZag.encode(value)) }

  /// Eight bytes, little-endian.
  @inline(__always)
  mutating func appendWord(_ value: UInt64) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  mutating func appendDouble(_ value: Double) { appendWord(value.bitPattern) }
}
