import TimeSeries

// The values of numbers and durations.
extension Parser {
  mutating func numberLiteral() throws(ParseError) -> Expression.NumberLiteral {
    let token = try take()
    let isDuration = token.kind == .duration
    let value = isDuration ? try durationValue(token) : try numberValue(token)
    return Expression.NumberLiteral(value: value, isDuration: isDuration, range: token.range)
  }

  /// A number or duration, and perhaps a sign before it.
  mutating func signedNumber(in context: String = "", expected: String = "") throws(ParseError) -> Double {
    var isNegative = false
    if case .binary(let sign) = try peek().kind, sign == .add || sign == .subtract {
      isNegative = sign == .subtract
      try take()
    }
    let token = try peek()
    guard token.kind == .number || token.kind == .duration else {
      throw unexpected(token, in: context, expected: expected)
    }
    let value = try numberLiteral().value
    return isNegative ? -value : value
  }

  /// In seconds.
  private func durationValue(_ token: Token) throws(ParseError) -> Double {
    let text = source[token.range]
    guard let milliseconds = PromDuration.parse(text) else {
      throw source.error("not a valid duration string: \(QuotedText.quoted(text))", at: token.range)
    }
    guard milliseconds <= Int64.max / 1_000_000 else {
      throw source.error("duration out of range", at: token.range)
    }
    return Double(milliseconds) / 1000
  }

  /// As Go reads it: hexadecimal behind `0x`, octal behind `0`, else decimal.
  private func numberValue(_ token: Token) throws(ParseError) -> Double {
    let text = source[token.range]
    let plain = text.lowercased().filter { $0 != "_" }
    switch plain {
    case "inf": return .infinity
    case "nan": return .nan
    default: break
    }
    guard text.utf8.last != UInt8(ascii: "_") else { throw badNumber(text, "invalid syntax", at: token.range) }
    if plain.hasPrefix("0x") {
      guard let value = Int64(plain.dropFirst(2), radix: 16) else {
        throw badNumber(text, "invalid syntax", at: token.range)
      }
      return Double(value)
    }
    if plain.hasPrefix("0"), let value = Int64(plain, radix: 8) { return Double(value) }
    guard let value = Double(plain) else { throw badNumber(text, "invalid syntax", at: token.range) }
    guard value.isFinite else { throw badNumber(text, "value out of range", at: token.range) }
    return value
  }

  private func badNumber(_ text: String, _ reason: String, at range: SourceRange) -> ParseError {
    source.error(
      "error parsing number: strconv.ParseFloat: parsing \(QuotedText.quoted(text)): \(reason)", at: range)
  }
}
