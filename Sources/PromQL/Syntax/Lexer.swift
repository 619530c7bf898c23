/// Cuts the text of a query into tokens, one at a time; comments and blanks are left out.
///
/// Within braces every word is a label name; for brackets see ``Brackets``.
struct Lexer {
  let source: SourceText
  var position = 0
  /// Where the token begins that is being read.
  var start = 0
  /// The brackets that are open.
  var brackets: Brackets?
  private var openParentheses = 0
  private var isInBraces = false

  init(_ source: SourceText) { self.source = source }

  /// The next token; the end of input again and again once it is reached.
  mutating func next() throws(ParseError) -> Token {
    if let brackets, !brackets.hasNumber { return try nextBeforeNumber() }
    skipBlanksAndComments()
    start = position
    if isInBraces { return try nextInBraces() }
    if brackets != nil, let token = try nextBehindNumber() { return token }
    return try nextOutside()
  }

  /// The byte at `position`; `nil` at the end.
  var current: UInt8? { position < source.bytes.count ? source.bytes[position] : nil }

  /// Takes the current byte if `isWanted` holds of it.
  mutating func accept(_ isWanted: (UInt8) -> Bool) -> Bool {
    guard let current, isWanted(current) else { return false }
    position += 1
    return true
  }

  mutating func accept(_ characters: StaticString) -> Bool {
    accept { byte in characters.withUTF8Buffer { $0.contains(byte) } }
  }

  func token(_ kind: Token.Kind) -> Token { Token(kind: kind, range: SourceRange(start, position)) }

  /// An error about the token that is being read.
  func error(_ message: String) -> ParseError {
    source.error(message, at: SourceRange(start, source.bytes.count))
  }

  /// The character at the current position, as Go's `%q` writes it; the end of input is the replacement character.
  var quotedCharacter: String { CharacterText.quoted(source.character(at: position) ?? "\u{fffd}") }

  mutating func take(_ kind: Token.Kind, bytes: Int = 1) -> Token {
    position += bytes
    return token(kind)
  }

  /// Whether a number or a duration begins with `byte`, which is the current one.
  func startsNumber(_ byte: UInt8) -> Bool {
    byte.isDigit
      || (byte == UInt8(ascii: ".") && position + 1 < source.bytes.count && source.bytes[position + 1].isDigit)
  }

  private mutating func skipBlanksAndComments() {
    while true {
      position = source.afterBlanks(position)
      guard current == UInt8(ascii: "#") else { return }
      while let byte = current, byte != 0x0a, byte != 0x0d { position += 1 }
    }
  }
}

extension Lexer {
  /// A token that may stand anywhere but within braces.
  mutating func nextOutside() throws(ParseError) -> Token {
    guard let byte = current else { return try end() }
    if startsNumber(byte) { return try numberOrDuration() }
    if byte.isWordStart || byte == UInt8(ascii: ":") { return word() }
    switch Unicode.Scalar(byte) {
    case "(", ")", "{", "[", "]": return try bracket(byte)
    case "=", "!", "<", ">": return try comparison(byte)
    case ",": return take(.comma)
    case "@": return take(.at)
    case "+": return take(.binary(.add))
    case "-": return take(.binary(.subtract))
    case "*": return take(.binary(.multiply))
    case "/": return take(.binary(.divide))
    case "%": return take(.binary(.modulo))
    case "^": return take(.binary(.power))
    case "\"", "'", "`": return try quoted()
    default: throw error("unexpected character: \(quotedCharacter)")
    }
  }

  private func end() throws(ParseError) -> Token {
    if openParentheses != 0 { throw error("unclosed left parenthesis") }
    if brackets != nil { throw error("unclosed left bracket") }
    return token(.endOfInput)
  }

  private mutating func bracket(_ byte: UInt8) throws(ParseError) -> Token {
    switch Unicode.Scalar(byte) {
    case "(":
      openParentheses += 1
      return take(.leftParenthesis)
    case ")":
      openParentheses -= 1
      let token = take(.rightParenthesis)
      guard openParentheses >= 0 else {
        throw source.error("unexpected right parenthesis ')'", at: SourceRange(position, position))
      }
      return token
    case "{":
      isInBraces = true
      return take(.leftBrace)
    case "[":
      guard brackets == nil else { throw error("unexpected left bracket '['") }
      brackets = Brackets()
      return take(.leftBracket)
    default:
      guard brackets != nil else { throw error("unexpected right bracket ']'") }
      brackets = nil
      return take(.rightBracket)
    }
  }

  private mutating func comparison(_ byte: UInt8) throws(ParseError) -> Token {
    position += 1
    switch (Unicode.Scalar(byte), current.map { Unicode.Scalar($0) }) {
    case ("=", "="): return take(.binary(.equal))
    case ("=", "~"): throw error("unexpected character after '=': '~'")
    case ("=", _): return token(.equal)
    case ("!", "="): return take(.binary(.notEqual))
    case ("!", _): throw error("unexpected character after '!': \(quotedCharacter)")
    case ("<", "="): return take(.binary(.lessOrEqual))
    case ("<", "/"): return take(.binary(.trimUpper))
    case ("<", _): return token(.binary(.less))
    case (">", "="): return take(.binary(.greaterOrEqual))
    case (">", "/"): return take(.binary(.trimLower))
    default: return token(.binary(.greater))
    }
  }

  private mutating func word() -> Token {
    while accept({ $0.isWordPart || $0 == UInt8(ascii: ":") }) {}
    let range = start..<position
    guard !source.bytes[range].contains(UInt8(ascii: ":")) else { return token(.metricIdentifier) }
    guard let kind = Token.words[source[SourceRange(start, position)].lowercased()] else { return token(.identifier) }
    // These came late to the language: without a parenthesis they stay the names that they may have been before.
    switch kind {
    case .keyword(.fill), .keyword(.fillLeft), .keyword(.fillRight):
      let next = source.afterBlanks(position)
      let isModifier = next < source.bytes.count && source.bytes[next] == UInt8(ascii: "(")
      return token(isModifier ? kind : .identifier)
    default: return token(kind)
    }
  }
}

extension Lexer {
  private mutating func nextInBraces() throws(ParseError) -> Token {
    guard let byte = current else { throw error("unexpected end of input inside braces") }
    if byte.isWordStart {
      while accept(\.isWordPart) {}
      return token(.identifier)
    }
    switch Unicode.Scalar(byte) {
    case ",": return take(.comma)
    case "\"", "'", "`": return try quoted()
    case "=":
      position += 1
      return current == UInt8(ascii: "~") ? take(.matches) : token(.equal)
    case "!":
      position += 1
      if accept("~") { return token(.doesNotMatch) }
      if accept("=") { return token(.binary(.notEqual)) }
      throw error("unexpected character after '!' inside braces: \(quotedCharacter)")
    case "}":
      isInBraces = false
      return take(.rightBrace)
    case "{": throw error("unexpected left brace '{'")
    default: throw error("unexpected character inside braces: \(quotedCharacter)")
    }
  }
}
