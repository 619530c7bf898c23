// Brackets: a window, perhaps a colon and a step, both perhaps computed.
extension Lexer {
  /// What was read since a bracket was opened.
  ///
  /// Up to the first number only what durations are made of is taken, and not even a comment; behind it all that may
  /// stand outside, but words. Which of the two refuses a character decides how the error is worded.
  struct Brackets {
    var hasNumber = false
    /// Whether there was a number, or a function that stands for one.
    var hasDuration = false
    var hasColon = false
  }

  mutating func nextBeforeNumber() throws(ParseError) -> Token {
    position = source.afterBlanks(position)
    start = position
    guard let byte = current else { throw error("unexpected end of input in duration expression") }
    if byte == UInt8(ascii: ":") { return try colonBeforeNumber() }
    if byte.isWordStart, let function = durationFunction() { return function }
    if startsNumber(byte) {
      brackets = Brackets(hasNumber: true, hasDuration: true, hasColon: brackets?.hasColon ?? false)
      return try numberOrDuration()
    }
    if "])(+-*/%^,".utf8.contains(byte) { return try nextOutside() }
    throw error("unexpected character in duration expression: \(quotedCharacter)")
  }

  /// What only brackets know behind a number; `nil` for what is read as outside.
  mutating func nextBehindNumber() throws(ParseError) -> Token? {
    guard let byte = current else { return nil }
    if byte == UInt8(ascii: ":") {
      guard brackets?.hasColon != true else { throw error("unexpected colon ':'") }
      brackets?.hasColon = true
      return take(.colon)
    }
    guard byte.isWordStart else { return nil }
    if let function = durationFunction() { return function }
    throw error("unexpected character: \(quotedCharacter), expected ':'")
  }

  private mutating func colonBeforeNumber() throws(ParseError) -> Token {
    let colon = take(.colon)
    let behind = SourceRange(position, position)
    guard brackets?.hasDuration == true else {
      throw source.error("unexpected colon before duration in duration expression", at: behind)
    }
    guard brackets?.hasColon != true else {
      throw source.error("unexpected repeated colon in duration expression", at: behind)
    }
    brackets?.hasColon = true
    return colon
  }

  /// One of the functions that stand for a duration, if the word is one; else nothing is taken.
  private mutating func durationFunction() -> Token? {
    while accept(\.isWordStart) {}
    switch Token.words[source[SourceRange(start, position)].lowercased()] {
    case .duringQuery(let property)? where property != .start && property != .end:
      brackets?.hasDuration = true
      return token(.duringQuery(property))
    default:
      position = start
      return nil
    }
  }
}
