/// One key of the store, built without allocating.
struct StoreKey {
  private var storage = InlineArray<24, UInt8>(repeating: 0)
  private(set) var count = 0

  init(_ space: KeySpace) { append(space.rawValue) }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    storage[count] = byte
    count += 1
  }

  /// Eight bytes, big-endian, so that keys sort as the integers do.
  @inline(__always)
  mutating func append(_ integer: UInt64) {
    for shift in stride(from: UInt64(56), through: 0, by: -8) { append(UInt8(truncatingIfNeeded: integer >> shift)) }
  }

  @inline(__always)
  mutating func append(_ integer: UInt32) {
    for shift in stride(from: UInt32(24), through: 0, by: -8) { append(UInt8(truncatingIfNeeded: integer >> shift)) }
  }

  @inline(__always)
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeBytes(of: storage) { body(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
  }

  var bytes: [UInt8] { withBytes { Array($0) } }
}
