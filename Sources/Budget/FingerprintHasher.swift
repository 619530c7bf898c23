/// Two lanes of 64 bits that take eight bytes at a time, each multiplied into all bits of its lane.
///
/// Persisted in ledger rows: a change of any constant is a new format version (`LedgerFormat.md`).
struct FingerprintHasher {
  private var low: UInt64 = 0x243f_6a88_85a3_08d3
  private var high: UInt64 = 0x1319_8a2e_0370_7344

  /// Takes a run of bytes and its length.
  @inline(__always)
  mutating func combine(_ run: UnsafeBufferPointer<UInt8>) {
    let bytes = UnsafeRawBufferPointer(run)
    mix(UInt64(bytes.count))
    var index = 0
    while bytes.count - index >= 8 {
      mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
      index += 8
    }
    guard index < bytes.count else { return }
    var tail: UInt64 = 0
    while index < bytes.count {
      tail = tail << 8 | UInt64(bytes[index])
      index += 1
    }
    mix(tail)
  }

  func finish() -> UInt128 {
    var last = self
    last.mix(0)
    return UInt128(last.high) << 64 | UInt128(last.low)
  }

  @inline(__always)
  private mutating func mix(_ word: UInt64) {
    low = FingerprintHasher.fold(low ^ word, 0x9e37_79b9_7f4a_7c15) &+ high
    high = FingerprintHasher.fold(high ^ word, 0xd6e8_feb8_6659_fd93) ^ low
  }

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (high, low) = left.multipliedFullWidth(by: right)
    return high ^ low
  }
}
