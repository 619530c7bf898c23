import RE2
import TimeSeries

// `name{matchers}`.
extension Parser {
  /// A selector from its first token on.
  mutating func selector() throws(ParseError) -> VectorSelector {
    if try peek().kind == .leftBrace { return try selector(named: nil) }
    return try selector(named: try take())
  }

  /// What follows the name, if there is one, which was just taken.
  mutating func selector(named name: Token?) throws(ParseError) -> VectorSelector {
    let text = name.map { source[$0.range] } ?? ""
    let next = try peek()
    let start = name?.range.start ?? next.range.start
    var matchers = next.kind == .leftBrace ? try matchers() : []
    if name != nil { matchers.append(LabelMatcher(LabelName.metricName, equals: text)) }
    return VectorSelector(name: text, matchers: matchers, range: SourceRange(start, lastEnd))
  }

  private mutating func matchers() throws(ParseError) -> [LabelMatcher] {
    try expect(.leftBrace)
    var matchers: [LabelMatcher] = []
    // Here a matcher or the end may stand: at the beginning and behind each comma.
    while try !accept(.rightBrace) {
      matchers.append(try matcher())
      if try accept(.comma) { continue }
      try expect(.rightBrace, in: "label matching", expected: "\",\" or \"}\"")
      break
    }
    return matchers
  }

  private mutating func matcher() throws(ParseError) -> LabelMatcher {
    let name = try peek()
    switch name.kind {
    case .string(let text):
      try take()
      guard let operation = try matchOperation() else { return LabelMatcher(LabelName.metricName, equals: text) }
      return try matcher(text, operation, from: name.range.start)
    case .identifier:
      try take()
      guard let operation = try matchOperation() else {
        throw unexpected(try peek(), in: "label matching", expected: "label matching operator")
      }
      return try matcher(source[name.range], operation, from: name.range.start)
    default:
      throw unexpected(name, in: "label matching", expected: "identifier or \"}\"")
    }
  }

  private mutating func matchOperation() throws(ParseError) -> LabelMatcher.Operation? {
    let operation: LabelMatcher.Operation
    switch try peek().kind {
    case .equal: operation = .equal
    case .binary(.notEqual): operation = .notEqual
    case .matches: operation = .matches
    case .doesNotMatch: operation = .doesNotMatch
    default: return nil
    }
    try take()
    return operation
  }

  private mutating func matcher(
    _ name: String, _ operation: LabelMatcher.Operation, from start: Int
  ) throws(ParseError) -> LabelMatcher {
    let token = try peek()
    guard case .string(let value) = token.kind else {
      throw unexpected(token, in: "label matching", expected: "string")
    }
    try take()
    do throws(RegularExpressionError) {
      return try LabelMatcher(name, operation, value)
    } catch {
      throw source.error(RegexErrorText.text(error), at: SourceRange(start, token.range.end))
    }
  }
}
