import TimeSeries

/// Appends the parts of a record.
struct RecordWriter {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  /// LEB128.
  mutating func append(unsigned value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Zigzag, then LEB128.
  mutating func append(signed value: Int64) {
    append(unsigned: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  mutating func append(bigEndian value: some FixedWidthInteger) {
    for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// Length, then bytes.
  mutating func append(_ text: String) { append(Array(text.utf8)) }

  mutating func append(_ part: [UInt8]) {
    append(unsigned: UInt64(part.count))
    bytes += part
  }

  mutating func append(_ alert: AlertState) {
    append(alert.labels.bytes)
    append(unsigned: UInt64(alert.annotations.count))
    for annotation in alert.annotations {
      append(annotation.name)
      append(annotation.value)
    }
    append(bigEndian: alert.value.bitPattern)
    append(signed: alert.activeAt)
    append(alert.phase)
  }

  private mutating func append(_ phase: AlertState.Phase) {
    switch phase {
    case .pending: bytes.append(0)
    case .firing(let since, nil):
      bytes.append(1)
      append(signed: since)
    case .firing(let since, let keepingSince?):
      bytes.append(2)
      append(signed: since)
      append(signed: keepingSince)
    case .resolved(let firedAt, let resolvedAt):
      bytes.append(3)
      append(signed: firedAt)
      append(signed: resolvedAt)
    }
  }
}
