/// Reads protobuf's wire format from bytes that may be anything. A view: the bytes must outlive it.
///
/// *Invariant:* `position <= end`; nothing is read outside of `position..<end`, and every read moves forward.
// Raw bytes instead of a span: a debug build reads spans forty times slower, and tests decode megabytes. Inlinable,
// because each room makes it with its own error and reads a number in a few instructions.
@frozen
package struct WireReader<Failure: WireFailure> {
  /// The form of a field's value.
  package enum WireType: UInt8 {
    case varint = 0, fixed64, bytes, startGroup, endGroup, fixed32
  }

  package let base: UnsafeRawPointer?
  package var position: Int
  package let end: Int

  @inlinable
  package init(_ bytes: UnsafeRawBufferPointer) {
    base = bytes.baseAddress
    position = 0
    end = bytes.count
  }

  @inlinable package var isAtEnd: Bool { position == end }
  @inlinable package var remaining: Int { end - position }

  /// The next field's number and the form of its value; `nil` at the end.
  @inlinable @inline(__always)
  package mutating func nextField() throws(Failure) -> (number: UInt64, type: WireType)? {
    if position == end { return nil }
    let tag = try varint()
    guard let type = WireType(rawValue: UInt8(tag & 7)), tag >> 3 != 0 else {
      throw Failure(malformedMessage: "a field starts with the impossible tag \(tag)")
    }
    return (tag >> 3, type)
  }

  @inlinable @inline(__always)
  package mutating func varint() throws(Failure) -> UInt64 {
    guard let base, position < end else { throw cut() }
    let first = base.load(fromByteOffset: position, as: UInt8.self)
    position += 1
    return first < 0x80 ? UInt64(first) : try longVarint(UInt64(first & 0x7f), base)
  }

  @inlinable
  package mutating func longVarint(_ start: UInt64, _ base: UnsafeRawPointer) throws(Failure) -> UInt64 {
    var result = start
    var shift: UInt64 = 7
    while position < end, shift < 64 {
      let byte = base.load(fromByteOffset: position, as: UInt8.self)
      position += 1
      result |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return result }
      shift += 7
    }
    throw position == end ? cut() : Failure(malformedMessage: "a number is longer than ten bytes")
  }

  /// A varint as `sint32` and `sint64` are written: 0, -1, 1, -2, …
  @inlinable
  package mutating func zigzag() throws(Failure) -> Int64 {
    let raw = try varint()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  @inlinable @inline(__always)
  package mutating func fixed64() throws(Failure) -> UInt64 {
    guard let base, remaining >= 8 else { throw cut() }
    defer { position += 8 }
    return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  @inlinable
  package mutating func double() throws(Failure) -> Double { Double(bitPattern: try fixed64()) }

  /// The bytes of a string, a nested message, or packed numbers.
  @inlinable @inline(__always)
  package mutating func bytes() throws(Failure) -> UnsafeRawBufferPointer {
    let count = try varint()
    guard let base, count <= UInt64(remaining) else { throw cut() }
    defer { position += Int(count) }
    return UnsafeRawBufferPointer(start: base + position, count: Int(count))
  }

  /// Passes over a value that nobody asked for. Groups are older than these messages and cannot be in them, so nothing
  /// here nests deeper than its reader follows.
  @inlinable
  package mutating func skip(_ type: WireType) throws(Failure) {
    switch type {
    case .varint: _ = try varint()
    case .fixed64: _ = try fixed64()
    case .bytes: _ = try bytes()
    case .fixed32:
      guard remaining >= 4 else { throw cut() }
      position += 4
    case .startGroup, .endGroup: throw Failure(malformedMessage: "it has a group, which it cannot have")
    }
  }

  @inlinable
  package func cut() -> Failure { Failure(malformedMessage: "it ends in the middle of a field") }
}
