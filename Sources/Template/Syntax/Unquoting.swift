/// String and character constants of Go: what they mean.
enum Unquoting {
  /// The text of a constant in double quotes; `nil` if an escape is malformed.
  static func string(_ quoted: String) -> String? {
    var scalars = Substring(quoted).unicodeScalars.dropFirst().dropLast()
    var bytes: [UInt8] = []
    while !scalars.isEmpty {
      guard let piece = next(&scalars, quote: "\"") else { return nil }
      switch piece {
      case .scalar(let scalar): bytes += Array(String(scalar).utf8)
      case .byte(let byte): bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  enum Character {
    case one(Unicode.Scalar)
    case several, malformed
  }

  /// The character of a constant in single quotes.
  static func character(_ quoted: String) -> Character {
    var scalars = Substring(quoted).unicodeScalars.dropFirst().dropLast()
    guard let piece = next(&scalars, quote: "'") else { return .malformed }
    guard scalars.isEmpty else { return .several }
    switch piece {
    case .scalar(let scalar): return .one(scalar)
    case .byte(let byte): return .one(Unicode.Scalar(byte))
    }
  }

  private enum Piece {
    case scalar(Unicode.Scalar)
    /// One written as `\x` or in octal digits.
    case byte(UInt8)
  }

  private static let simple: [Unicode.Scalar: Unicode.Scalar] = [
    "a": "\u{07}", "b": "\u{08}", "f": "\u{0c}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{0b}", "\\": "\\",
  ]

  private static func next(_ rest: inout Substring.UnicodeScalarView, quote: Unicode.Scalar) -> Piece? {
    guard let first = rest.popFirst() else { return nil }
    guard first == "\\" else { return first == quote ? nil : .scalar(first) }
    guard let kind = rest.popFirst() else { return nil }
    switch kind {
    case quote: return .scalar(quote)
    case "x": return number(&rest, 2, radix: 16).flatMap(UInt8.init(exactly:)).map(Piece.byte)
    case "u": return number(&rest, 4, radix: 16).flatMap(Unicode.Scalar.init(_:)).map(Piece.scalar)
    case "U": return number(&rest, 8, radix: 16).flatMap(Unicode.Scalar.init(_:)).map(Piece.scalar)
    case "0"..."7":
      guard let low = number(&rest, 2, radix: 8) else { return nil }
      return UInt8(exactly: (kind.value - 0x30) * 64 + low).map(Piece.byte)
    default: return simple[kind].map(Piece.scalar)
    }
  }

  private static func number(_ rest: inout Substring.UnicodeScalarView, _ count: Int, radix: Int) -> UInt32? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy({ $0.isASCII && $0.properties.isASCIIHexDigit }) else { return nil }
    rest = rest.dropFirst(count)
    return UInt32(String(digits), radix: radix)
  }
}
