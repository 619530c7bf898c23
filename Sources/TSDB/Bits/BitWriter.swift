/// Appends bits, most significant first, to a growing run of bytes.
struct BitWriter {
  private(set) var bytes: [UInt8]
  private var pending: UInt64 = 0
  private var pendingCount = 0

  init(appendingTo bytes: consuming [UInt8] = []) { self.bytes = bytes }

  /// Appends the lowest `count` bits of `value`; those above must be zero. `count` is 0…64.
  @inline(__always)
  mutating func put(_ value: UInt64, _ count: Int) {
    let free = 64 - pendingCount
    if count < free {
      pending |= value << UInt64(truncatingIfNeeded: free - count)
      pendingCount += count
    } else {
      let rest = count - free
      flushWord(pending | (value >> UInt64(truncatingIfNeeded: rest)))
      pending = rest == 0 ? 0 : value << UInt64(truncatingIfNeeded: 64 - rest)
      pendingCount = rest
    }
  }

  private mutating func flushWord(_ word: UInt64) {
    withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Ends the bits at a byte's edge and gives the bytes back.
  consuming func finish() -> [UInt8] {
    let byteCount = (pendingCount + 7) / 8
    withUnsafeBytes(of: pending.bigEndian) { bytes.append(contentsOf: $0.prefix(byteCount)) }
    return bytes
  }
}
