/// The text of a query as bytes, and the lines in it.
struct SourceText: Sendable {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  subscript(range: SourceRange) -> String {
    let (start, end) = (min(range.start, bytes.count), min(range.end, bytes.count))
    return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }

  /// The character that starts at byte `position`; `nil` at the end.
  func character(at position: Int) -> Unicode.Scalar? {
    guard position < bytes.count else { return nil }
    let end = min(position + 4, bytes.count)
    return String(decoding: bytes[position..<end], as: UTF8.self).unicodeScalars.first
  }

  /// The first byte at or after `position` that is no blank.
  func afterBlanks(_ position: Int) -> Int {
    var position = position
    while position < bytes.count, bytes[position].isBlank { position += 1 }
    return position
  }

  func error(_ message: String, at range: SourceRange) -> ParseError {
    guard !bytes.isEmpty else { return ParseError(range: range, line: 0, column: 0, message: message) }
    var line = 1
    var lineStart = 0
    for (index, byte) in bytes.prefix(range.start).enumerated() where byte == UInt8(ascii: "\n") {
      line += 1
      lineStart = index + 1
    }
    return ParseError(range: range, line: line, column: range.start - lineStart + 1, message: message)
  }
}

extension UInt8 {
  var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0a || self == 0x0d }

  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  /// A letter or the underscore.
  var isWordStart: Bool {
    let lower = self | 0x20
    return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || self == UInt8(ascii: "_")
  }

  var isWordPart: Bool { isWordStart || isDigit }

  /// The value of a hexadecimal digit.
  var hexadecimalValue: UInt32? {
    let lower = self | 0x20
    if isDigit { return UInt32(self - UInt8(ascii: "0")) }
    guard lower >= UInt8(ascii: "a"), lower <= UInt8(ascii: "f") else { return nil }
    return UInt32(lower - UInt8(ascii: "a")) + 10
  }
}
