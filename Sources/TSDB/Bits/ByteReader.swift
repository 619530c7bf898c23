import TimeSeries

/// Reads fixed and variable integers from bytes that may be damaged: every read can end in `nil`.
// Holds a pointer: lives only inside the call that owns the bytes.
struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var remaining: Int { bytes.count - position }
  var isAtEnd: Bool { remaining == 0 }

  @inline(__always)
  mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  /// An unsigned LEB128 integer.
  @inline(__always)
  mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64, let next = byte() {
      value |= UInt64(next & 0x7f) << shift
      if next < 0x80 { return value }
      shift += 7
    }
    return nil
  }

  /// A varint that counts or measures something in memory.
  @inline(__always)
  mutating func count(max: Int = Int(Int32.max)) -> Int? {
    guard let value = varint(), value <= UInt64(max) else { return nil }
    return Int(value)
  }

  /// A signed integer as a zigzag varint.
  @inline(__always)
  mutating func signedVarint() -> Int64? { varint().map(ZigZag.decode) }

  /// Eight bytes, little-endian.
  @inline(__always)
  mutating func word() -> UInt64? {
    guard remaining >= 8 else { return nil }
    defer { position += 8 }
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  @inline(__always)
  mutating func double() -> Double? { word().map { Double(bitPattern: $0) } }

  /// The next `count` bytes.
  @inline(__always)
  mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count >= 0, count <= remaining else { return nil }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }

  /// All that is left.
  mutating func takeRest() -> UnsafeRawBufferPointer {
    defer { position = bytes.count }
    return UnsafeRawBufferPointer(rebasing: bytes[position...])
  }
}
