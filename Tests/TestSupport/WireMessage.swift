/// A protobuf message that a test writes field by field, good or bad.
package struct WireMessage {
  package private(set) var bytes: [UInt8] = []

  package init(_ fields: (inout WireMessage) -> Void = { _ in }) { fields(&self) }

  package mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  package mutating func varint(_ field: UInt64, _ value: UInt64) {
    varint(field << 3)
    varint(value)
  }

  package mutating func zigzag(_ field: UInt64, _ value: Int64) {
    varint(field, UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  package mutating func double(_ field: UInt64, _ value: Double) {
    varint(field << 3 | 1)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func bytes(_ field: UInt64, _ run: some Collection<UInt8>) {
    varint(field << 3 | 2)
    varint(UInt64(run.count))
    bytes.append(contentsOf: run)
  }

  package mutating func text(_ field: UInt64, _ text: String) { bytes(field, text.utf8) }

  package mutating func message(_ field: UInt64, _ fields: (inout WireMessage) -> Void) {
    bytes(field, WireMessage(fields).bytes)
  }

  /// Behind its length, as the families of a scraped body stand.
  package var delimited: [UInt8] {
    var framed = WireMessage()
    framed.varint(UInt64(bytes.count))
    return framed.bytes + bytes
  }
}
