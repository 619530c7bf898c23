/// Values as XOR with the one before: `0` same, `10` the bits in the frame of the sample before, `11` a new frame.
enum XORColumn {
  /// How many bytes ``encode(_:_:to:)`` would write.
  static func byteCount(_ values: UnsafePointer<Double>, _ count: Int) -> Int {
    var bitCount = 64
    var frame = Frame()
    for index in 1..<max(1, count) {
      let xor = values[index].bitPattern ^ values[index - 1].bitPattern
      bitCount &+= xor == 0 ? 1 : frame.take(xor) ? 2 &+ frame.length : 14 &+ frame.length
    }
    return (bitCount + 7) / 8
  }

  static func encode(_ values: UnsafePointer<Double>, _ count: Int, to bytes: inout [UInt8]) {
    var writer = BitWriter(appendingTo: bytes)
    var frame = Frame()
    writer.put(values[0].bitPattern, 64)
    for index in 1..<max(1, count) {
      let xor = values[index].bitPattern ^ values[index - 1].bitPattern
      if xor == 0 {
        writer.put(0, 1)
      } else {
        if frame.take(xor) {
          writer.put(0b10, 2)
        } else {
          writer.put(0b11 << 12 | UInt64(frame.leading) << 6 | UInt64(frame.length - 1), 14)
        }
        writer.put(xor >> UInt64(64 - frame.leading - frame.length), frame.length)
      }
    }
    bytes = writer.finish()
  }

  /// `false` if the bits are damaged.
  static func decode(
    _ bytes: UnsafeRawBufferPointer, _ count: Int, _ words: WordScratch, _ values: UnsafeMutablePointer<Double>
  ) -> Bool {
    guard bytes.count >= 8 else { return false }
    let start = words.load(bytes)
    var reader = BitReader(start)
    reader.position = 64
    var bits = start[0]
    var frame = XORFrame()
    values[0] = Double(bitPattern: bits)
    for index in 1..<max(1, count) {
      if reader.takeBit() { bits ^= frame.next(&reader) }
      values[index] = Double(bitPattern: bits)
      if reader.position > 8 * bytes.count { return false }
    }
    return true
  }

  /// The writer's side of ``XORFrame``.
  private struct Frame {
    var leading = 0
    var length = 0

    /// Whether `xor` is written in the present frame; else the frame is now its own.
    @inline(__always)
    mutating func take(_ xor: UInt64) -> Bool {
      let zerosBefore = xor.leadingZeroBitCount
      let zerosAfter = xor.trailingZeroBitCount
      let needed = 64 &- zerosBefore &- zerosAfter
      if length != 0, zerosBefore >= leading, zerosAfter >= 64 &- leading &- length, length <= needed &+ 12 {
        return true
      }
      (leading, length) = (zerosBefore, needed)
      return false
    }
  }
}
