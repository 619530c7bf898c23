import TimeSeries

/// Takes the parts of a record off its front; `nil` where the bytes do not hold what is asked for.
struct RecordReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var remaining: Int { rest.count }
  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> UInt8? { rest.popFirst() }

  mutating func unsigned() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7f) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    return nil
  }

  mutating func signed() -> Int64? {
    unsigned().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
  }

  mutating func bigEndian<Value: FixedWidthInteger>(_: Value.Type) -> Value? {
    guard rest.count >= Value.bitWidth / 8 else { return nil }
    var value: Value = 0
    for _ in 0..<Value.bitWidth / 8 { value = value << 8 | Value(truncatingIfNeeded: rest.removeFirst()) }
    return value
  }

  mutating func part() -> [UInt8]? {
    guard let count = unsigned(), count <= UInt64(rest.count) else { return nil }
    defer { rest = rest.dropFirst(Int(count)) }
    return Array(rest.prefix(Int(count)))
  }

  mutating func text() -> String? { part().map { String(decoding: $0, as: UTF8.self) } }

  mutating func alert() -> AlertState? {
    guard let labels = part().flatMap({ Labels(validating: $0) }), let annotations = annotations(),
      let bits = bigEndian(UInt64.self), let activeAt = signed(), let phase = phase()
    else { return nil }
    return AlertState(
      labels: labels, annotations: annotations, value: Double(bitPattern: bits), activeAt: activeAt, phase: phase)
  }

  private mutating func annotations() -> [Label]? {
    guard let count = unsigned(), count <= UInt64(rest.count) else { return nil }
    var annotations: [Label] = []
    for _ in 0..<count {
      guard let name = text(), let value = text() else { return nil }
      annotations.append(Label(name: name, value: value))
    }
    return annotations
  }

  private mutating func phase() -> AlertState.Phase? {
    switch byte() {
    case 0: return .pending
    case 1: return signed().map { .firing(since: $0, keepingSince: nil) }
    case 2:
      guard let since = signed(), let keepingSince = signed() else { return nil }
      return .firing(since: since, keepingSince: keepingSince)
    case 3:
      guard let firedAt = signed(), let resolvedAt = signed() else { return nil }
      return .resolved(firedAt: firedAt, at: resolvedAt)
    default: return nil
    }
  }
}
