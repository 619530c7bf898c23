import TimeSeries

/// Reads a chunk of Prometheus's encoding 1, sample by sample.
///
/// Timestamps are written as differences of differences, values as the bits that differ from the value before: Pelkonen
/// et al., "Gorilla: a fast, scalable, in-memory time series database". `ReadFormat.md` draws the bits.
struct XORChunkReader {
  private var bits: BitReader
  private var remaining: Int
  private var readCount = 0
  private var timestamp: Timestamp = 0
  private var delta: UInt64 = 0
  private var value: UInt64 = 0
  /// Of the last value that came with its own: zero bits before those that differ, and how many differ.
  private var leading = 0
  private var significant = 64

  init(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    bits = BitReader(bytes)
    remaining = Int(try bits.bits(16))
  }

  /// The next sample; `nil` behind the last one.
  mutating func next() throws(RemoteProtocolError) -> (timestamp: Timestamp, value: Double)? {
    guard remaining > 0 else { return nil }
    switch readCount {
    case 0:
      timestamp = try bits.zigzag()
      value = try bits.bits(64)
    case 1:
      delta = try bits.varint()
      try advance()
    default:
      delta &+= UInt64(bitPattern: try deltaChange())
      try advance()
    }
    remaining -= 1
    readCount += 1
    return (timestamp, Double(bitPattern: value))
  }

  /// Sums wrap around, as in Go; whoever takes the samples sees that timestamps rise.
  private mutating func advance() throws(RemoteProtocolError) {
    timestamp &+= Timestamp(bitPattern: delta)
    try readValue()
  }

  /// How much the distance of two samples differs from the one before: the longer the prefix of ones, the more bits.
  private mutating func deltaChange() throws(RemoteProtocolError) -> Int64 {
    var prefix = 0
    while prefix < 4, try bits.bit() { prefix += 1 }
    let size = [0, 14, 17, 20, 64][prefix]
    let raw = try bits.bits(size)
    if size == 0 || size == 64 { return Int64(bitPattern: raw) }
    let isNegative = raw > UInt64(1) << UInt64(size - 1)
    return isNegative ? Int64(raw) - (Int64(1) << Int64(size)) : Int64(raw)
  }

  private mutating func readValue() throws(RemoteProtocolError) {
    guard try bits.bit() else { return }
    if try bits.bit() {
      leading = Int(try bits.bits(5))
      // Six bits cannot say 64, and nobody has to say 0.
      let count = Int(try bits.bits(6))
      significant = count == 0 ? 64 : count
      guard leading + significant <= 64 else {
        throw RemoteProtocolError(.malformed, "a chunk is malformed: a value differs in bits that it does not have")
      }
    }
    value ^= try bits.bits(significant) << UInt64(64 - leading - significant)
  }
}
