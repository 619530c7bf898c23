import Wire

extension WireReader {
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
}
