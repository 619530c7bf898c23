import TimeSeries

/// The bytes of a row of the log, written and read.
enum RowBytes {
  struct Writer {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ byte: UInt8) { bytes.append(byte) }

    /// With its length before it.
    mutating func write(_ text: String) {
      write(varint: UInt64(text.utf8.count))
      bytes += text.utf8
    }

    /// Eight bytes that sort as the timestamps do.
    mutating func write(sortable time: Timestamp) {
      let bits = UInt64(bitPattern: time) ^ (1 << 63)
      for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    mutating func write(varint value: UInt64) {
      var rest = value
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }

    mutating func write(zigzag value: Int64) { write(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63))) }
  }

  /// Reads what ``Writer`` wrote; `nil` where the bytes end too early.
  struct Reader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() -> UInt8? {
      guard position < bytes.count else { return nil }
      position += 1
      return bytes[position - 1]
    }

    mutating func text() -> String? {
      guard let count = varint(), count <= UInt64(bytes.count - position) else { return nil }
      defer { position += Int(count) }
      return String(decoding: bytes[position..<position + Int(count)], as: UTF8.self)
    }

    mutating func sortable() -> Timestamp? {
      guard bytes.count - position >= 8 else { return nil }
      var bits: UInt64 = 0
      for _ in 0..<8 {
        bits = bits << 8 | UInt64(bytes[position])
        position += 1
      }
      return Timestamp(bitPattern: bits ^ (1 << 63))
    }

    mutating func varint() -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 7) {
        guard let byte = byte() else { return nil }
        value |= UInt64(byte & 0x7f) << shift
        if byte < 0x80 { return value }
      }
      return nil
    }

    mutating func zigzag() -> Int64? {
      varint().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
    }
  }
}
