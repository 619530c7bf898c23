/// Reads protobuf's wire format from bytes that may be anything.
///
/// *Invariant:* `position <= end`; nothing is read outside of `position..<end`, and every read moves forward.
// Raw bytes instead of a span: a debug build reads spans forty times slower, and tests decode megabytes.
struct WireReader {
  enum WireType: UInt8 {
    case varint = 0, fixed64, bytes, startGroup, endGroup, fixed32
  }

  private let base: UnsafeRawPointer?
  private(set) var position: Int
  private let end: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    base = bytes.baseAddress
    position = 0
    end = bytes.count
  }

  var isAtEnd: Bool { position == end }
  var remaining: Int { end - position }

  /// The next field's number and the form of its value; `nil` at the end.
  @inline(__always)
  mutating func nextField() throws(RemoteProtocolError) -> (number: UInt64, type: WireType)? {
    if position == end { return nil }
    let tag = try varint()
    guard let type = WireType(rawValue: UInt8(tag & 7)), tag >> 3 != 0 else {
      throw malformed("a field starts with the impossible tag \(tag)")
    }
    return (tag >> 3, type)
  }

  @inline(__always)
  mutating func varint() throws(RemoteProtocolError) -> UInt64 {
    guard let base, position < end else { throw cut() }
    let first = base.load(fromByteOffset: position, as: UInt8.self)
    position += 1
    return first < 0x80 ? UInt64(first) : try longVarint(UInt64(first & 0x7f), base)
  }

  private mutating func longVarint(
    _ start: UInt64, _ base: UnsafeRawPointer
  ) throws(RemoteProtocolError) -> UInt64 {
    var result = start
    var shift: UInt64 = 7
    while position < end, shift < 64 {
      let byte = base.load(fromByteOffset: position, as: UInt8.self)
      position += 1
      result |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return result }
      shift += 7
    }
    throw position == end ? cut() : malformed("a number is longer than ten bytes")
  }

  /// A varint as `sint32` and `sint64` are written: 0, -1, 1, -2, …
  mutating func zigzag() throws(RemoteProtocolError) -> Int64 {
    let raw = try varint()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  @inline(__always)
  mutating func fixed64() throws(RemoteProtocolError) -> UInt64 {
    guard let base, remaining >= 8 else { throw cut() }
    defer { position += 8 }
    return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  mutating func double() throws(RemoteProtocolError) -> Double { Double(bitPattern: try fixed64()) }

  /// The bytes of a string, a nested message, or packed numbers.
  @inline(__always)
  mutating func bytes() throws(RemoteProtocolError) -> UnsafeRawBufferPointer {
    let count = try varint()
    guard let base, count <= UInt64(remaining) else { throw cut() }
    defer { position += Int(count) }
    return UnsafeRawBufferPointer(start: base + position, count: Int(count))
  }

  /// Passes over a value that nobody asked for. Groups are older than this message and cannot be in it.
  mutating func skip(_ type: WireType) throws(RemoteProtocolError) {
    switch type {
    case .varint: _ = try varint()
    case .fixed64: _ = try fixed64()
    case .bytes: _ = try bytes()
    case .fixed32:
      guard remaining >= 4 else { throw cut() }
      position += 4
    case .startGroup, .endGroup: throw malformed("the message has a group, which it cannot have")
    }
  }

  /// Fast path: a whole `Sample` message in the form that every sender writes: both fields there, value first.
  ///
  /// Reads nothing, and moves nowhere, if the bytes have another form.
  @inline(__always)
  mutating func plainSample() -> (timestamp: Int64, value: Double)? {
    guard let base, remaining >= 12 else { return nil }
    let length = Int(base.load(fromByteOffset: position, as: UInt8.self))
    guard length >= 11, length <= 20, length < remaining else { return nil }
    let start = base + position + 1
    guard start.load(as: UInt8.self) == 0x09, start.load(fromByteOffset: 9, as: UInt8.self) == 0x10 else { return nil }
    let bits = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: 1, as: UInt64.self))
    var timestamp: UInt64 = 0
    for index in 10..<length {
      let byte = start.load(fromByteOffset: index, as: UInt8.self)
      timestamp |= UInt64(byte & 0x7f) << UInt64(7 * (index - 10))
      // The number must end where the message ends.
      if (byte < 0x80) != (index == length - 1) { return nil }
    }
    position += length + 1
    return (Int64(bitPattern: timestamp), Double(bitPattern: bits))
  }

  func malformed(_ what: String) -> RemoteProtocolError {
    RemoteProtocolError(.malformed, "the message is malformed: \(what)")
  }

  private func cut() -> RemoteProtocolError { malformed("it ends in the middle of a field") }
}
