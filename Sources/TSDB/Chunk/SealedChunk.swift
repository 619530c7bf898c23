import TimeSeries

/// The form of a chunk that no longer grows, as it stands on disk.
///
/// `tag, count, timestamps, starts, values, checksum`: see `ChunkFormat.md`. The checksum also covers the chunk's key, so that
/// a chunk under a wrong key is found out.
enum SealedChunk {
  static let checksumBytes = 4
  /// A count beyond this is damage, not a chunk.
  static let samplesMax = 1 << 16
  /// In the tag: start timestamps follow the timestamps.
  static let hasStarts: UInt8 = 0x20

  /// What stands before the values.
  struct Front {
    var encoding: ChunkEncoding
    var layout: TimestampColumn.Layout
    var count: Int
    var timestamps: TimestampColumn.Front
    var hasStarts: Bool
    /// The starts, if there are any, then the values.
    var rest: ByteReader

    var range: ClosedRange<Timestamp> { timestamps.first...max(timestamps.first, timestamps.last) }
  }

  /// Reads the front; `nil` if it is damaged. Does not check the sum.
  static func front(_ bytes: UnsafeRawBufferPointer, from origin: Timestamp) -> Front? {
    guard bytes.count > checksumBytes else { return nil }
    var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes.dropLast(checksumBytes)))
    guard let tag = reader.byte(), let encoding = ChunkEncoding(rawValue: tag & 15),
      let layout = TimestampColumn.Layout(rawValue: (tag & ~hasStarts) >> 4), let count = reader.count(max: samplesMax),
      count > 0,
      let timestamps = TimestampColumn.front(&reader, layout, count, from: origin)
    else { return nil }
    return Front(
      encoding: encoding, layout: layout, count: count, timestamps: timestamps, hasStarts: tag & hasStarts != 0,
      rest: reader)
  }

  /// Whether the last bytes are the sum of those before them.
  static func isIntact(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> Bool {
    guard bytes.count > checksumBytes else { return false }
    let stored = UInt32(
      littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - checksumBytes, as: UInt32.self))
    return stored == checksum(UnsafeRawBufferPointer(rebasing: bytes.dropLast(checksumBytes)), seed: seed)
  }

  static func appendChecksum(to bytes: inout [UInt8], seed: UInt64) {
    let sum = bytes.withUnsafeBytes { checksum($0, seed: seed) }
    withUnsafeBytes(of: sum.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: Hash64.hash(bytes, seed: seed))
  }
}
