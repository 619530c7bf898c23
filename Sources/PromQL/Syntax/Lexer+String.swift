// Strings as Go writes them: "…" and '…' with escapes, `…` as it stands.
extension Lexer {
  mutating func quoted() throws(ParseError) -> Token {
    guard let quote = current else { throw error("unterminated quoted string") }
    position += 1
    return quote == UInt8(ascii: "`") ? try rawString() : try escapedString(quote)
  }

  private mutating func rawString() throws(ParseError) -> Token {
    let first = position
    while let byte = current {
      if byte == UInt8(ascii: "`") {
        let text = source[SourceRange(first, position)]
        position += 1
        return token(.string(text))
      }
      try refuseReplacementCharacter(byte)
      position += 1
    }
    throw error("unterminated raw string")
  }

  private mutating func escapedString(_ quote: UInt8) throws(ParseError) -> Token {
    var bytes: [UInt8] = []
    while let byte = current, byte != UInt8(ascii: "\n") {
      if byte == quote {
        position += 1
        return token(.string(String(decoding: bytes, as: UTF8.self)))
      }
      try refuseReplacementCharacter(byte)
      position += 1
      if byte == UInt8(ascii: "\\") {
        try appendEscape(to: &bytes, quote: quote)
      } else {
        bytes.append(byte)
      }
    }
    throw error("unterminated quoted string")
  }

  /// U+FFFD stands where the request had bytes that are no UTF-8.
  private func refuseReplacementCharacter(_ byte: UInt8) throws(ParseError) {
    guard byte == 0xef, source.character(at: position) == "\u{fffd}" else { return }
    throw error("invalid UTF-8 rune")
  }

  private static let simpleEscapes: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c, UInt8(ascii: "n"): 0x0a,
    UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0b, UInt8(ascii: "\\"): 0x5c,
  ]

  private mutating func appendEscape(to bytes: inout [UInt8], quote: UInt8) throws(ParseError) {
    guard let byte = current else { throw error("escape sequence not terminated") }
    if let plain = byte == quote ? quote : Lexer.simpleEscapes[byte] {
      position += 1
      bytes.append(plain)
      return
    }
    switch Unicode.Scalar(byte) {
    case "0"..."7": bytes.append(UInt8(truncatingIfNeeded: try digits(3, radix: 8, max: 255)))
    case "x":
      position += 1
      bytes.append(UInt8(truncatingIfNeeded: try digits(2, radix: 16, max: 255)))
    case "u", "U":
      position += 1
      let value = try digits(byte == UInt8(ascii: "u") ? 4 : 8, radix: 16, max: 0x10_ffff)
      guard let scalar = Unicode.Scalar(value) else {
        throw error("escape sequence is an invalid Unicode code point")
      }
      bytes.append(contentsOf: String(scalar).utf8)
    default:
      throw error("unknown escape sequence \(CharacterText.named(source.character(at: position) ?? "\u{fffd}"))")
    }
  }

  /// Exactly `count` digits.
  private mutating func digits(_ count: Int, radix: UInt32, max: UInt32) throws(ParseError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let byte = current else { throw error("escape sequence not terminated") }
      guard let digit = byte.hexadecimalValue, digit < radix else {
        let character = source.character(at: position) ?? "\u{fffd}"
        throw error("illegal character \(CharacterText.named(character)) in escape sequence")
      }
      value = value &* radix &+ digit
      position += 1
    }
    guard value <= max else { throw error("escape sequence is an invalid Unicode code point") }
    return value
  }
}
