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

  private mutating func scanNumber() -> Bool {
    var isHexadecimal = false
    if accept("0"), accept("xX") {
      isHexadecimal = true
      _ = accept("_")
    }
    // A dot at the beginning is not counted: `.5.5` is one word, and its value is refused.
    _ = accept(".")
    var hasDot = false
    var hasExponent = false
    while let byte = current {
      if isHexadecimal ? byte.hexadecimalValue != nil : byte.isDigit {
        position += 1
        continue
      }
      switch Unicode.Scalar(byte | 0x20) {
      case "." where byte == UInt8(ascii: "."):
        position += 1
        if hasDot || isHexadecimal || accept("_.") { return false }
        hasDot = true
      case "e":
        position += 1
        if hasExponent { return false }
        hasExponent = true
        _ = accept("+-")
        if accept("._eE") || current == nil { return false }
      default:
        guard byte == UInt8(ascii: "_") else { return !byte.isWordPart }
        position += 1
        if accept(isHexadecimal ? "._" : "._eE") || current == nil { return false }
      }
    }
    return true
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
