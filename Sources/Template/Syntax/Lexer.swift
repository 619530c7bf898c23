import TimeSeries

/// Cuts the text of a template into tokens, as Go's text/template does.
struct Lexer {
  private let bytes: [UInt8]
  private var position = 0
  private var start = 0
  private var line = 1
  private var startLine = 1
  private var parenthesisDepth = 0
  private var tokens: [Token] = []
  private var isDone = false

  /// All tokens of `text`. The last one is `end`, or an `error`.
  static func tokens(of text: String) -> [Token] {
    var lexer = Lexer(text)
    while !lexer.isDone { lexer.scanText() }
    return lexer.tokens
  }

  private init(_ text: String) { bytes = Array(text.utf8) }
}

// Text and delimiters.
extension Lexer {
  private mutating func scanText() {
    guard let open = offset(of: "{{", from: position) else {
      position = bytes.count
      if position > start { emit(.text) }
      return emitEnd()
    }
    let isTrimmed = hasLeftTrim(at: open + 2)
    position = isTrimmed ? trimmedEnd(open) : open
    if position > start { emit(.text) }
    position = open
    skip()
    position = isTrimmed ? open + 4 : open + 2
    if hasPrefix("/*", at: position) { return skipComment() }
    emit(.leftDelimiter)
    parenthesisDepth = 0
    while scanInsideAction() {}
  }

  private mutating func skipComment() {
    guard let close = offset(of: "*/", from: position + 2) else { return fail("unclosed comment") }
    position = close + 2
    guard let end = rightDelimiter(at: position) else { return fail("comment ends before closing delimiter") }
    position = end.byteCount + position
    if end.isTrimming { skipSpace() }
    skip()
  }

  /// Whether the action goes on behind the token.
  private mutating func scanInsideAction() -> Bool {
    if let end = rightDelimiter(at: position) {
      guard parenthesisDepth <= 0 else { return failed("unclosed left paren") }
      position += end.byteCount
      emit(.rightDelimiter)
      if end.isTrimming { skipSpace() }
      skip()
      return false
    }
    guard let byte = peek else { return failed("unclosed action") }
    switch byte {
    case _ where Lexer.isSpace(byte): scanSpace()
    case UInt8(ascii: "="): emit(.assign, byteCount: 1)
    case UInt8(ascii: ":"):
      guard hasPrefix(":=", at: position) else { return failed("expected :=") }
      emit(.declare, byteCount: 2)
    case UInt8(ascii: "|"): emit(.pipe, byteCount: 1)
    case UInt8(ascii: "("):
      parenthesisDepth += 1
      emit(.leftParenthesis, byteCount: 1)
    case UInt8(ascii: ")"):
      parenthesisDepth -= 1
      emit(.rightParenthesis, byteCount: 1)
    default: return scanOperand(byte)
    }
    return true
  }

  /// A trimming delimiter needs a blank before its minus; that blank belongs to it.
  private mutating func scanSpace() {
    while let byte = peek, Lexer.isSpace(byte), rightDelimiter(at: position) == nil { position += 1 }
    if position > start { emit(.space) }
  }
}

// What stands in actions.
extension Lexer {
  private mutating func scanOperand(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""): return scanQuoted(byte, .string, "unterminated quoted string")
    case UInt8(ascii: "'"): return scanQuoted(byte, .character, "unterminated character constant")
    case UInt8(ascii: "`"): return scanRawString()
    case UInt8(ascii: "$"):
      position += 1
      return scanName(.variable)
    case UInt8(ascii: ".") where !(0x30...0x39).contains(peekNext ?? 0):
      position += 1
      return scanName(.field)
    case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), 0x30...0x39: return scanNumber()
    default: break
    }
    let scalar = scalar(at: position)
    if Lexer.isAlphanumeric(scalar) { return scanName(.identifier) }
    guard (0x20..<0x7f).contains(scalar.value) else {
      return failed("unrecognized character in action: \(Lexer.shown(scalar))")
    }
    emit(.punctuation, byteCount: 1)
    return true
  }

  private mutating func scanQuoted(_ quote: UInt8, _ kind: Token.Kind, _ message: String) -> Bool {
    position += 1
    while let byte = peek {
      position += 1
      if byte == quote {
        emit(kind)
        return true
      }
      if byte == UInt8(ascii: "\n") { break }
      if byte == UInt8(ascii: "\\") {
        guard let escaped = peek, escaped != UInt8(ascii: "\n") else { break }
        position += 1
      }
    }
    return failed(message)
  }

  private mutating func scanRawString() -> Bool {
    position += 1
    while let byte = peek {
      position += 1
      if byte == UInt8(ascii: "`") {
        emit(.rawString)
        return true
      }
    }
    return failed("unterminated raw quoted string")
  }

  /// An identifier, or a field or variable whose first character is read.
  private mutating func scanName(_ kind: Token.Kind) -> Bool {
    while position < bytes.count, Lexer.isAlphanumeric(scalar(at: position)) { position += width(at: position) }
    guard isAtTerminator else { return failed("bad character \(Lexer.shown(scalar(at: position)))") }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    switch (kind, word) {
    case (.field, "."): emit(.dot)
    case (.identifier, "nil"): emit(.null)
    case (.identifier, "true"), (.identifier, "false"): emit(.boolean)
    case (.identifier, _): emit(Token.Keyword(rawValue: word).map(Token.Kind.keyword) ?? .identifier)
    default: emit(kind)
    }
    return true
  }

  private mutating func scanNumber() -> Bool {
    accept("+-")
    var (digits, exponent) = ("0123456789_", "eE")
    if accept("0") {
      if accept("xX") {
        (digits, exponent) = ("0123456789abcdefABCDEF_", "pP")
      } else if accept("oO") {
        (digits, exponent) = ("01234567_", "")
      } else if accept("bB") {
        (digits, exponent) = ("01_", "")
      }
    }
    acceptRun(digits)
    if accept(".") { acceptRun(digits) }
    if accept(exponent) {
      accept("+-")
      acceptRun("0123456789_")
    }
    if position < bytes.count, Lexer.isAlphanumeric(scalar(at: position)) {
      position += width(at: position)
      return failed("bad number syntax: \(QuotedText.quoted(startedText))")
    }
    emit(.number)
    return true
  }

  private var startedText: String { String(decoding: bytes[start..<position], as: UTF8.self) }

  @discardableResult
  private mutating func accept(_ characters: String) -> Bool {
    guard let byte = peek, characters.utf8.contains(byte) else { return false }
    position += 1
    return true
  }

  private mutating func acceptRun(_ characters: String) { while accept(characters) {} }
}

// Tokens and errors.
extension Lexer {
  private mutating func emit(_ kind: Token.Kind, byteCount: Int = 0) {
    position += byteCount
    // Whether a delimiter trims is nobody's business any more.
    let text = kind == .leftDelimiter ? "{{" : kind == .rightDelimiter ? "}}" : startedText
    tokens.append(Token(kind: kind, position: start, line: startLine, text: text))
    skip()
  }

  /// Leaves out what was read since the last token.
  private mutating func skip() {
    for index in start..<max(start, position) where bytes[index] == UInt8(ascii: "\n") { line += 1 }
    start = position
    startLine = line
  }

  private mutating func emitEnd() {
    skip()
    tokens.append(Token(kind: .end, position: position, line: line, text: ""))
    isDone = true
  }

  private mutating func fail(_ message: String) {
    tokens.append(Token(kind: .error, position: start, line: startLine, text: message))
    isDone = true
  }

  private mutating func failed(_ message: String) -> Bool {
    fail(message)
    return false
  }
}

// Looking at bytes.
extension Lexer {
  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }
  private var peekNext: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }

  private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isLetter || scalar.properties.generalCategory == .decimalNumber
  }

  /// `U+0040 '@'`.
  private static func shown(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + " '\(scalar)'"
  }

  private func hasPrefix(_ text: String, at offset: Int) -> Bool {
    offset <= bytes.count && bytes[offset...].starts(with: text.utf8)
  }

  private func offset(of text: String, from offset: Int) -> Int? {
    (offset..<max(offset, bytes.count)).first { hasPrefix(text, at: $0) }
  }

  private func hasLeftTrim(at offset: Int) -> Bool {
    offset + 1 < bytes.count && bytes[offset] == UInt8(ascii: "-") && Lexer.isSpace(bytes[offset + 1])
  }

  private func rightDelimiter(at offset: Int) -> (byteCount: Int, isTrimming: Bool)? {
    if hasPrefix("}}", at: offset) { return (2, false) }
    guard offset < bytes.count, Lexer.isSpace(bytes[offset]), hasPrefix("-}}", at: offset + 1) else { return nil }
    return (4, true)
  }

  /// Where the white space before `end` begins.
  private func trimmedEnd(_ end: Int) -> Int {
    var end = end
    while end > start, Lexer.isSpace(bytes[end - 1]) { end -= 1 }
    return end
  }

  private mutating func skipSpace() { while let byte = peek, Lexer.isSpace(byte) { position += 1 } }

  private var isAtTerminator: Bool {
    guard let byte = peek else { return true }
    return Lexer.isSpace(byte) || ".,|:()".utf8.contains(byte) || rightDelimiter(at: position) != nil
  }

  private func width(at offset: Int) -> Int {
    switch bytes[offset] {
    case ..<0xc0: 1
    case ..<0xe0: 2
    case ..<0xf0: 3
    default: 4
    }
  }

  private func scalar(at offset: Int) -> Unicode.Scalar {
    let end = min(bytes.count, offset + width(at: offset))
    return String(decoding: bytes[offset..<end], as: UTF8.self).unicodeScalars.first ?? "\u{fffd}"
  }
}

extension Unicode.Scalar.Properties {
  /// Unicode's categories L*.
  var isLetter: Bool {
    switch generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
