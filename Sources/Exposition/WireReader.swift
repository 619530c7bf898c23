/// Reads protobuf's wire format from bytes that may be anything.
///
/// The twin of the one in `RemoteProtocol`, with this room's errors; whoever knows what is being read says where. A view: the bytes must outlive it.
///
/// *Invariant:* `position <= bytes.count`; every read moves forward.
struct WireReader {
  enum WireType: UInt8 {
    case varint = 0, fixed64, bytes, startGroup, endGroup, fixed32
  }

  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  /// The next field's number and the form of its value; `nil` at the end.
  @inline(__always)
  mutating func nextField() throws(ExpositionError) -> (number: UInt64, type: WireType)? {
    if position == bytes.count { return nil }
    let tag = try varint()
    guard let type = WireType(rawValue: UInt8(tag & 7)), tag >> 3 != 0 else {
      throw WireReader.malformed("a field starts with the impossible tag \(tag)")
    }
    return (tag >> 3, type)
  }

  @inline(__always)
  mutating func varint() throws(ExpositionError) -> UInt64 {
    guard position < bytes.count else { throw cut }
    let first = bytes[position]
    position += 1
    return first < 0x80 ? UInt64(first) : try longVarint(UInt64(first & 0x7f))
  }

  private mutating func longVarint(_ start: UInt64) throws(ExpositionError) -> UInt64 {
    var result = start
    var shift: UInt64 = 7
    while position < bytes.count, shift < 64 {
      let byte = bytes[position]
      position += 1
      result |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return result }
      shift += 7
    }
    throw position == bytes.count ? cut : WireReader.malformed("a number is longer than ten bytes")
  }

  /// A varint as `sint32` and `sint64` are written: 0, -1, 1, -2, …
  mutating func zigzag() throws(ExpositionError) -> Int64 {
    let raw = try varint()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  @inline(__always)
  mutating func double() throws(ExpositionError) -> Double {
    guard bytes.count - position >= 8 else { throw cut }
    defer { position += 8 }
    let bits = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    return Double(bitPattern: UInt64(littleEndian: bits))
  }

  /// The bytes of a string, a nested message, or packed numbers.
  @inline(__always)
  mutating func run() throws(ExpositionError) -> UnsafeRawBufferPointer {
    let count = try varint()
    guard count <= UInt64(bytes.count - position) else { throw cut }
    defer { position += Int(count) }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(count)])
  }

  /// Passes over a value that nobody asked for. Groups are older than these messages and cannot be in them, so nothing
  /// here nests deeper than its reader follows.
  mutating func skip(_ type: WireType) throws(ExpositionError) {
    switch type {
    case .varint: _ = try varint()
    case .fixed64: _ = try double()
    case .bytes: _ = try run()
    case .fixed32:
      guard bytes.count - position >= 4 else { throw cut }
      position += 4
    case .startGroup, .endGroup: throw WireReader.malformed("it has a group, which it cannot have")
    }
  }

  private var cut: ExpositionError { WireReader.malformed("it ends in the middle of a field") }

  private static func malformed(_ what: String) -> ExpositionError {
    ExpositionError(.message, detail: "the message is malformed: \(what)")
  }
}
