import TimeSeries

/// Reads the stream of ``OpenChunk``.
enum OpenChunkDecoder {
  /// Decodes `count` samples; `false` if the bits end before them or go on after them.
  ///
  /// - Parameters:
  ///   - words: the stream, followed by ``BitReader/paddingWords`` readable words.
  ///   - timestamps, values: room for `count` each.
  static func decode(
    _ words: UnsafePointer<UInt64>, bitCount: Int, count: Int,
    _ timestamps: UnsafeMutablePointer<Timestamp>, _ values: UnsafeMutablePointer<Double>
  ) -> Bool {
    guard count > 0, bitCount >= 128 else { return false }
    var reader = BitReader(words)
    var timestamp = Int64(bitPattern: words[0])
    var bits = words[1]
    var delta: Int64 = 0
    var frame = XORFrame()
    reader.position = 128
    timestamps[0] = timestamp
    values[0] = Double(bitPattern: bits)
    for index in 1..<max(1, count) {
      let next = reader.peek()
      if next >> 63 == 0 {
        // Fast path: on the grid, same value.
        reader.position &+= 1
      } else if next >> 62 == 0b10 {
        // Fast path: on the grid, new value.
        reader.position &+= 2
        bits ^= frame.next(&reader)
      } else {
        reader.position &+= 2
        delta &+= changeOfDelta(&reader)
        if reader.takeBit() { bits ^= frame.next(&reader) }
      }
      timestamp &+= delta
      timestamps[index] = timestamp
      values[index] = Double(bitPattern: bits)
      if reader.position > bitCount { return false }
    }
    return reader.position == bitCount
  }

  private static func changeOfDelta(_ reader: inout BitReader) -> Int64 {
    switch reader.take(2) {
    case 0: Int64(bitPattern: reader.take(8) << 56) >> 56
    case 1: Int64(bitPattern: reader.take(14) << 50) >> 50
    case 2: Int64(bitPattern: reader.take(32) << 32) >> 32
    default: Int64(bitPattern: reader.take(64))
    }
  }
}
