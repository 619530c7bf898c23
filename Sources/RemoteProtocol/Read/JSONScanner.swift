/// Reads JSON from bytes that may be anything, value by value and without a tree. Only for what the query API answers.
///
/// *Invariant:* `position <= bytes.count`, and every read moves forward.
struct JSONScanner {
  private static let depthMax = 64

  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Calls `body` with each key of an object; it must read or skip the value.
  mutating func object<State>(
    _ state: inout State, _ body: (String, inout JSONScanner, inout State) throws(RemoteProtocolError) -> Void
  ) throws(RemoteProtocolError) {
    try expect("{")
    if take("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try body(key, &self, &state)
    } while take(",")
    try expect("}")
  }

  /// Calls `body` for each element of an array; it must read or skip the element.
  mutating func array<State>(
    _ state: inout State, _ body: (inout JSONScanner, inout State) throws(RemoteProtocolError) -> Void
  ) throws(RemoteProtocolError) {
    try expect("[")
    if take("]") { return }
    repeat { try body(&self, &state) } while take(",")
    try expect("]")
  }

  mutating func string() throws(RemoteProtocolError) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw malformed("a string is no UTF-8") }
        return string
      case UInt8(ascii: "\\"): try escape(into: &text)
      default: text.append(byte)
      }
    }
    throw malformed("it ends in the middle of a string")
  }

  mutating func number() throws(RemoteProtocolError) -> Double {
    skipBlanks()
    let start = position
    while position < bytes.count, Self.isPartOfNumber(bytes[position]) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let number = Double(text), number.isFinite else { throw malformed("\"\(text.prefix(40))\" is no number") }
    return number
  }

  mutating func expect(_ character: Unicode.Scalar) throws(RemoteProtocolError) {
    guard take(character) else { throw malformed("byte \(position) should be \(character)") }
  }

  /// Passes over one value of any kind.
  mutating func skip(depth: Int = 0) throws(RemoteProtocolError) {
    guard depth < Self.depthMax else { throw malformed("it is nested too deep") }
    var depth = depth + 1
    skipBlanks()
    switch position < bytes.count ? bytes[position] : 0 {
    case UInt8(ascii: "{"):
      try object(&depth) { (_, scanner, depth) throws(RemoteProtocolError) in try scanner.skip(depth: depth) }
    case UInt8(ascii: "["):
      try array(&depth) { (scanner, depth) throws(RemoteProtocolError) in try scanner.skip(depth: depth) }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try skip("true")
    case UInt8(ascii: "f"): try skip("false")
    case UInt8(ascii: "n"): try skip("null")
    default: _ = try number()
    }
  }

  /// - Throws: if anything but blanks is left.
  mutating func expectEnd() throws(RemoteProtocolError) {
    skipBlanks()
    guard position == bytes.count else { throw malformed("something stands behind its end") }
  }

  func malformed(_ what: String) -> RemoteProtocolError {
    RemoteProtocolError(.malformed, "the answer is malformed: \(what)")
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
  }

  private mutating func skip(_ word: String) throws(RemoteProtocolError) {
    guard bytes[position...].starts(with: word.utf8) else { throw malformed("byte \(position) begins no value") }
    position += word.utf8.count
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }

  private static func isPartOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}

extension JSONScanner {
  /// What follows a backslash.
  private mutating func escape(into text: inout [UInt8]) throws(RemoteProtocolError) {
    guard position < bytes.count else { throw malformed("it ends in the middle of a string") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): try text.append(contentsOf: Array(Character(scalar()).utf8))
    default: throw malformed("a string has an unknown escape")
    }
  }

  /// The four digits of `\u`, and of the second one of a pair.
  private mutating func scalar() throws(RemoteProtocolError) -> Unicode.Scalar {
    var code = try hexadecimal()
    if (0xd800..<0xdc00).contains(code), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let low = try hexadecimal()
      guard (0xdc00..<0xe000).contains(low) else { throw malformed("a string has half a pair of surrogates") }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw malformed("a string has half a pair of surrogates") }
    return scalar
  }

  private mutating func hexadecimal() throws(RemoteProtocolError) -> UInt32 {
    guard position + 4 <= bytes.count,
      let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw malformed("a string has a broken escape") }
    position += 4
    return code
  }
}
