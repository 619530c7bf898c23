/// Reads the bit stream of a chunk, most significant bit first, from bytes that may be anything.
///
/// *Invariant:* `position <= end`, both in bits; nothing is read behind the end.
struct BitReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private let end: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    end = bytes.count * 8
  }

  mutating func bit() throws(RemoteProtocolError) -> Bool { try bits(1) == 1 }

  /// The next `count` bits as a number; at most 64.
  mutating func bits(_ count: Int) throws(RemoteProtocolError) -> UInt64 {
    guard count <= end - position else {
      throw RemoteProtocolError(.malformed, "a chunk is malformed: it ends before its last sample")
    }
    var result: UInt64 = 0
    var wanted = count
    while wanted > 0 {
      let free = 8 - (position & 7)
      let taken = min(free, wanted)
      let piece = (UInt64(bytes[position >> 3]) >> UInt64(free - taken)) & ((1 << UInt64(taken)) - 1)
      result = result << UInt64(taken) | piece
      position += taken
      wanted -= taken
    }
    return result
  }

  /// A varint, at whatever bit it begins.
  mutating func varint() throws(RemoteProtocolError) -> UInt64 {
    var result: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      let byte = try bits(8)
      result |= (byte & 0x7f) << shift
      if byte < 0x80 { return result }
    }
    throw RemoteProtocolError(.malformed, "a chunk is malformed: a number is longer than ten bytes")
  }

  /// A varint as Go's signed ones are written: 0, -1, 1, -2, …
  mutating func zigzag() throws(RemoteProtocolError) -> Int64 {
    let raw = try varint()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }
}
