import TestSupport

/// A remote write 1.0 request, encoded here by hand: the server's own encoder would share its mistakes.
struct WriteRequest {
  /// Protobuf, not compressed.
  private(set) var message: [UInt8] = []

  init() {}

  /// A message that was made elsewhere.
  init(message: [UInt8]) { self.message = message }

  /// Adds a series with one sample. The labels need not be sorted.
  mutating func add(_ labels: [String: String], value: Double, at timestamp: Int64) {
    let bits = withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
    let sample = Self.field(2, [0x09] + bits + [0x10] + Self.varint(UInt64(bitPattern: timestamp)))
    message += Self.field(1, Self.fields(labels) + sample)
  }

  /// Adds a series with one native histogram: the fields of the message.
  mutating func add(_ labels: [String: String], histogram: (inout WireMessage) -> Void) {
    message += Self.field(1, Self.fields(labels) + Self.field(4, WireMessage(histogram).bytes))
  }

  private static func fields(_ labels: [String: String]) -> [UInt8] {
    labels.sorted { $0.key < $1.key }.flatMap { name, value in
      field(1, field(1, Array(name.utf8)) + field(2, Array(value.utf8)))
    }
  }

  /// The body as sent: a snappy block of literals only.
  var body: [UInt8] {
    var block = Self.varint(UInt64(message.count))
    for start in stride(from: 0, to: message.count, by: 0x10000) {
      let literal = message[start..<min(start + 0x10000, message.count)]
      let length = literal.count - 1
      block += [61 << 2, UInt8(length & 0xff), UInt8(length >> 8)] + literal
    }
    return block
  }

  static let headers = [
    "Content-Type: application/x-protobuf", "Content-Encoding: snappy", "X-Prometheus-Remote-Write-Version: 0.1.0",
  ]

  /// A length-delimited field.
  private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    [number << 3 | 2] + varint(UInt64(bytes.count)) + bytes
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var value = value
    var bytes: [UInt8] = []
    while value >= 0x80 {
      bytes.append(UInt8(value & 0x7f) | 0x80)
      value >>= 7
    }
    return bytes + [UInt8(value)]
  }
}
