package import TimeSeries

/// Reads PromQL, as of Prometheus 3.14 with every feature enabled: recursive descent, one token ahead.
///
/// The error of a text is the one that Prometheus reports, at the same place. Its parser is generated, and words an
/// unexpected token by the innermost construct that can recover from it; `aggregationDepth` stands for that.
package struct Parser {
  let source: SourceText
  let limits: ParserLimits
  private var lexer: Lexer
  private var ahead: Token?
  private var nesting = 0
  /// How many aggregations are open whose arguments are being read.
  var aggregationDepth = 0
  /// Where the last token that was taken ends.
  private(set) var lastEnd = 0

  private init(_ text: String, _ limits: ParserLimits) throws(ParseError) {
    guard text.utf8.count <= limits.textBytesMax else {
      throw ParseError(
        unplaced: "the query has \(text.utf8.count) bytes, more than the \(limits.textBytesMax) that are allowed")
    }
    source = SourceText(text)
    self.limits = limits
    lexer = Lexer(source)
  }

  /// The expression that `text` is, with its types checked.
  package static func parse(
    _ text: String, limits: ParserLimits = ParserLimits()
  ) throws(ParseError) -> Expression {
    var parser = try Parser(text, limits)
    guard try parser.peek().kind != .endOfInput else {
      throw parser.source.error("no expression found in input", at: SourceRange(0, 0))
    }
    let expression = try parser.expression()
    try parser.expectEnd()
    _ = try TypeChecker(source: parser.source).check(expression)
    return expression
  }

  /// The matchers of a selector such as `match[]` takes: `name{matchers}` and nothing else.
  ///
  /// - Parameter mayMatchAll: whether a selector is taken of which every matcher matches the empty value.
  package static func parseSelector(
    _ text: String, mayMatchAll: Bool = false, limits: ParserLimits = ParserLimits()
  ) throws(ParseError) -> [LabelMatcher] {
    var parser = try Parser(text, limits)
    let token = try parser.peek()
    guard token.isMetricName || token.kind == .leftBrace else { throw parser.unexpected(token) }
    let selector = try parser.selector()
    try parser.expectEnd()
    guard mayMatchAll || !selector.matchers.allSatisfy(\.matchesEmpty) else {
      throw ParseError(unplaced: "match[] must contain at least one non-empty matcher")
    }
    return selector.matchers
  }

  /// The labels of a series, written like a selector: `name{a="b"}`, `{a="b"}`, `{}`.
  package static func parseLabels(
    _ text: String, limits: ParserLimits = ParserLimits()
  ) throws(ParseError) -> Labels {
    var parser = try Parser(text, limits)
    let token = try parser.peek()
    guard token.isMetricName || token.kind == .leftBrace else { throw parser.unexpected(token) }
    let selector = try parser.selector()
    try parser.expectEnd()
    guard selector.matchers.allSatisfy({ $0.operation == .equal }) else {
      throw ParseError(unplaced: "a series has labels, each with =, and no other matchers")
    }
    return Labels(selector.matchers.map { Label(name: $0.name, value: $0.value) })
  }

  private mutating func expectEnd() throws(ParseError) {
    let token = try peek()
    guard token.kind == .endOfInput else { throw unexpected(token) }
  }
}

// The tokens, one ahead: read only when asked for, so that an error of the lexer comes after those that stand before it.
extension Parser {
  mutating func peek() throws(ParseError) -> Token {
    if let ahead { return ahead }
    let token = try lexer.next()
    ahead = token
    return token
  }

  @discardableResult
  mutating func take() throws(ParseError) -> Token {
    let token = try peek()
    ahead = nil
    lastEnd = token.range.end
    return token
  }

  /// Takes the next token if it is of this kind.
  mutating func accept(_ kind: Token.Kind) throws(ParseError) -> Bool {
    guard try peek().kind == kind else { return false }
    try take()
    return true
  }

  /// Takes the next token, which must be of this kind.
  @discardableResult
  mutating func expect(
    _ kind: Token.Kind, in context: String = "", expected: String = ""
  ) throws(ParseError) -> Token {
    let token = try peek()
    guard token.kind == kind else { throw unexpected(token, in: context, expected: expected) }
    return try take()
  }

  func unexpected(_ token: Token, in context: String = "", expected: String = "") -> ParseError {
    var message = "unexpected " + token.description(source[token.range])
    let context = context.isEmpty && aggregationDepth > 0 ? "aggregation" : context
    if !context.isEmpty { message += " in " + context }
    if !expected.isEmpty { message += ", expected " + expected }
    return source.error(message, at: token.range)
  }
}

// The bounds: on the depth of the recursion while reading, and of the tree, which loops can make deep as well; on the
// length of what is no recursion.
extension Parser {
  /// Goes one level down; ``leave()`` comes back.
  mutating func enter() throws(ParseError) {
    guard nesting < limits.depthMax else { throw tooDeep(at: try peek().range) }
    nesting += 1
  }

  mutating func leave() { nesting -= 1 }

  func bounded(_ expression: Expression) throws(ParseError) -> Expression {
    guard expression.depth <= limits.depthMax else { throw tooDeep(at: expression.range) }
    return expression
  }

  func tooDeep(at range: SourceRange) -> ParseError {
    source.error("expression is nested more than \(limits.depthMax) levels deep; split it up", at: range)
  }

  func tooLong(at range: SourceRange) -> ParseError {
    source.error("expression has more than \(limits.operatorsMax) operators in a row; split it up", at: range)
  }
}
