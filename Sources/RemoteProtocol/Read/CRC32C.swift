/// The checksum of a frame: CRC-32 with Castagnoli's polynomial, as Go's `hash/crc32` and iSCSI (RFC 3720) have it.
enum CRC32C {
  /// For each byte what it does to the checksum; then what it does from one byte further away, and so on, so that eight
  /// bytes are taken at a time.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var sum = UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 0 ? 0 : 0x82f6_3b78) }
      tables[byte] = sum
    }
    for place in 256..<8 * 256 { tables[place] = tables[place - 256] >> 8 ^ tables[Int(tables[place - 256] & 0xff)] }
    return tables
  }()

  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var sum = ~UInt32(0)
      var position = 0
      while position + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) ^ UInt64(sum)
        sum = 0
        for byte in 0..<8 { sum ^= tables[(7 - byte) * 256 + Int(word >> UInt64(8 * byte) & 0xff)] }
        position += 8
      }
      while position < bytes.count {
        sum = sum >> 8 ^ tables[Int((sum ^ UInt32(bytes[position])) & 0xff)]
        position += 1
      }
      return ~sum
    }
  }
}
