/// Writes protobuf's wire format.
// Inlinable, because a number is a few instructions.
@frozen
package struct WireWriter {
  package var bytes: [UInt8] = []

  @inlinable
  package init() {}

  @inlinable
  package mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  @inlinable
  package mutating func varint(field: UInt64, _ value: UInt64) {
    varint(field << 3)
    varint(value)
  }

  @inlinable
  package mutating func zigzag(field: UInt64, _ value: Int64) {
    varint(field: field, UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  @inlinable
  package mutating func double(field: UInt64, _ value: Double) {
    varint(field << 3 | 1)
    fixed64(value.bitPattern)
  }

  @inlinable
  package mutating func bytes(field: UInt64, _ run: some Collection<UInt8>) {
    varint(field << 3 | 2)
    varint(UInt64(run.count))
    bytes.append(contentsOf: run)
  }

  /// A nested message; built apart, because its length stands before it.
  @inlinable
  package mutating func message(field: UInt64, _ body: (inout WireWriter) -> Void) {
    var inner = WireWriter()
    body(&inner)
    bytes(field: field, inner.bytes)
  }

  /// Packed doubles; nothing for an empty list.
  @inlinable
  package mutating func doubles(field: UInt64, _ values: [Double]) {
    guard !values.isEmpty else { return }
    varint(field << 3 | 2)
    varint(UInt64(values.count * 8))
    for value in values { fixed64(value.bitPattern) }
  }

  @inlinable
  package mutating func fixed64(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
