import TimeSeries

// Numbers and durations. What is let through here may still be malformed (`1_`, `5hs`): the parser reads its value and
// says so. What is refused is quoted as far as it was read, as Prometheus does.
extension Lexer {
  mutating func numberOrDuration() throws(ParseError) -> Token {
    if scanNumber() { return token(.number) }
    if scanRestOfDuration() { return token(.duration) }
    let text = source[SourceRange(start, position)]
    throw error("bad number or duration syntax: \(QuotedText.quoted(text))")
  }

  /// In a hexadecimal number, too, an `e` that follows the first digit begins an exponent, which then is none: `0x1f` and
  /// `(0x1e)` are numbers, `0x1e` at the end of the text and `0x1ee` are not.
  private mutating func scanNumber() -> Bool {
    let isHexadecimal = accept("0") && accept("xX")
    if isHexadecimal { _ = accept("_") }
    // A dot at the beginning is not counted: `.5.5` is one word, and its value is refused.
    _ = accept(".")
    _ = acceptDigit(isHexadecimal)
    var hasDot = false
    var hasExponent = false
    while let byte = current {
      switch Unicode.Scalar(byte) {
      case ".":
        position += 1
        if hasDot || accept("_.") || isHexadecimal { return false }
        hasDot = true
      case "e", "E":
        position += 1
        if hasExponent { return false }
        hasExponent = true
        _ = accept("+-")
        if accept("._eE") || current == nil { return false }
      case "_":
        position += 1
        if accept("._eE") || current == nil { return false }
      default:
        guard acceptDigit(isHexadecimal) else { return !byte.isWordPart }
        while acceptDigit(isHexadecimal) {}
      }
    }
    return true
  }

  private mutating func acceptDigit(_ isHexadecimal: Bool) -> Bool {
    isHexadecimal ? accept { $0.hexadecimalValue != nil } : accept(\.isDigit)
  }

  /// The units, after the first number was read: `m`, `h30m`, `ms`.
  private mutating func scanRestOfDuration() -> Bool {
    guard accept("smhdwy") else { return false }
    // The `s` of `ms`. Wrong pairs such as `hs` are found when the value is read.
    _ = accept("s")
    while accept(\.isDigit) {
      while accept(\.isDigit) {}
      guard accept("smhdw") else { return false }
      _ = accept("s")
    }
    return !accept(\.isWordPart)
  }
}
