/// Where the bits of an XOR stand that may differ from zero; kept from sample to sample while it fits.
struct XORFrame {
  private var trailing = 0
  private var length = 64

  /// The XOR whose code begins at `reader`: `0` and the bits of the same frame, or `1`, a new frame, the bits.
  @inline(__always)
  mutating func next(_ reader: inout BitReader) -> UInt64 {
    let bits = reader.peek()
    if bits >> 63 == 0 {
      reader.position &+= 1
    } else {
      let leading = Int((bits >> 57) & 63)
      length = Int((bits >> 51) & 63) &+ 1
      // A damaged frame must not shift by a negative count; the checksum has caught it before, or the end check will.
      trailing = max(0, 64 &- leading &- length)
      reader.position &+= 13
    }
    return reader.take(length) &<< UInt64(truncatingIfNeeded: trailing)
  }
}
