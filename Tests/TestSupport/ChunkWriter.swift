package import TimeSeries

/// Writes Prometheus's XOR chunks, as a child does. Written apart from the reader, so that one can prove the other.
package struct ChunkWriter {
  private var bits: [Bool] = []
  private var count = 0
  private var timestamp: Timestamp = 0
  private var delta: Int64 = 0
  private var value: UInt64 = 0
  private var window: (leading: Int, trailing: Int)?

  private init() {}

  /// The chunk of these samples, at most 65,535.
  package static func chunk(_ samples: [(timestamp: Timestamp, value: Double)]) -> [UInt8] {
    var writer = ChunkWriter()
    for sample in samples { writer.append(sample.timestamp, sample.value.bitPattern) }
    return [UInt8(writer.count >> 8), UInt8(writer.count & 0xff)] + writer.bytes
  }

  private mutating func append(_ time: Timestamp, _ newBits: UInt64) {
    switch count {
    case 0:
      varint(UInt64(bitPattern: (time << 1) ^ (time >> 63)))
      put(newBits, 64)
    case 1:
      delta = time - timestamp
      varint(UInt64(delta))
      putValue(newBits)
    default:
      putChange(time - timestamp - delta)
      delta = time - timestamp
      putValue(newBits)
    }
    (timestamp, value) = (time, newBits)
    count += 1
  }

  private mutating func putChange(_ change: Int64) {
    for (ones, size) in [(1, 14), (2, 17), (3, 20)] where change != 0 {
      guard change > -(1 << (size - 1)), change <= 1 << (size - 1) else { continue }
      put(UInt64(1 << (ones + 1) - 2), ones + 1)
      return put(UInt64(bitPattern: change), size)
    }
    if change == 0 { return put(0, 1) }
    put(0b1111, 4)
    put(UInt64(bitPattern: change), 64)
  }

  private mutating func putValue(_ newBits: UInt64) {
    let difference = newBits ^ value
    if difference == 0 { return put(0, 1) }
    let leading = min(difference.leadingZeroBitCount, 31)
    let trailing = difference.trailingZeroBitCount
    if let window, leading >= window.leading, trailing >= window.trailing {
      put(0b10, 2)
      return put(difference >> UInt64(window.trailing), 64 - window.leading - window.trailing)
    }
    window = (leading, trailing)
    put(0b11, 2)
    put(UInt64(leading), 5)
    put(UInt64(64 - leading - trailing) & 63, 6)
    put(difference >> UInt64(trailing), 64 - leading - trailing)
  }

  private mutating func varint(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      put(rest & 0x7f | 0x80, 8)
      rest >>= 7
    }
    put(rest, 8)
  }

  private mutating func put(_ number: UInt64, _ bitCount: Int) {
    for place in (0..<bitCount).reversed() { bits.append(number >> UInt64(place) & 1 == 1) }
  }

  private var bytes: [UInt8] {
    stride(from: 0, to: bits.count, by: 8).map { start in
      (0..<8).reduce(UInt8(0)) { byte, bit in
        byte << 1 | (start + bit < bits.count && bits[start + bit] ? 1 : 0)
      }
    }
  }
}
