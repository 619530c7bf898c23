// Operators by precedence, operands, and what stands behind an operand.
extension Parser {
  mutating func expression() throws(ParseError) -> Expression { try expression(bindingAtLeast: 0) }

  private mutating func expression(bindingAtLeast minimum: Int) throws(ParseError) -> Expression {
    try enter()
    defer { leave() }
    var (first, links) = (try unary(), [BinaryOperation.Link]())
    while case .binary(let operation) = try peek().kind, operation.precedence >= minimum {
      // What binds alike goes on; to what binds looser all before it is one operand.
      if let last = links.last, last.operation.precedence != operation.precedence {
        first = try bounded(.binary(BinaryOperation(first, links)))
        links = []
      }
      try take()
      links.append(try link(operation))
      guard links.count <= limits.operatorsMax else { throw tooLong(at: first.range) }
    }
    return links.isEmpty ? first : try bounded(.binary(BinaryOperation(first, links)))
  }

  /// What stands behind the operator that was just taken.
  private mutating func link(_ operation: BinaryOperation.Operator) throws(ParseError) -> BinaryOperation.Link {
    let modifiers = try binaryModifiers()
    let right = try expression(bindingAtLeast: operation.precedence + (operation.isRightAssociative ? 0 : 1))
    var matching = modifiers.matching
    if operation.isSetOperation, matching.cardinality == .oneToOne { matching.cardinality = .manyToMany }
    return BinaryOperation.Link(
      operation: operation, returnsBool: modifiers.returnsBool, matching: matching, right: right)
  }

  /// A sign binds as tight as `*`: looser than `^`.
  private mutating func unary() throws(ParseError) -> Expression {
    guard case .binary(let sign) = try peek().kind, sign == .add || sign == .subtract else { return try operand() }
    let start = try take().range.start
    let operand = try expression(bindingAtLeast: BinaryOperation.Operator.power.precedence)
    let range = SourceRange(start, operand.range.end)
    if case .number(var number) = operand {
      if sign == .subtract { number.value.negate() }
      number.range = range
      return .number(number)
    }
    return try bounded(
      .unary(Expression.UnaryOperation(isNegation: sign == .subtract, operand: operand, range: range)))
  }

  private mutating func operand() throws(ParseError) -> Expression {
    var expression = try primary()
    while true {
      switch try peek().kind {
      case .leftBracket: expression = try bounded(brackets(behind: expression))
      case .keyword(.offset): expression = try offset(behind: expression)
      case .at: expression = try anchor(behind: expression)
      case .keyword(.anchored): expression = try edge(.anchored, behind: expression)
      case .keyword(.smoothed): expression = try edge(.smoothed, behind: expression)
      default: return expression
      }
    }
  }

  private mutating func primary() throws(ParseError) -> Expression {
    let token = try peek()
    switch token.kind {
    case .number, .duration: return .number(try numberLiteral())
    case .string(let value):
      try take()
      return .string(Expression.StringLiteral(value: value, range: token.range))
    case .leftParenthesis: return try parentheses()
    case .leftBrace: return .selector(try selector())
    case .identifier, .duringQuery:
      try take()
      return try peek().kind == .leftParenthesis ? try call(token) : .selector(try selector(named: token))
    case .aggregation(let operation):
      try take()
      return try startsAggregation() ? try aggregation(operation, token) : .selector(try selector(named: token))
    default:
      guard token.isMetricName else { throw unexpected(token) }
      return .selector(try selector())
    }
  }

  private mutating func parentheses() throws(ParseError) -> Expression {
    let start = try take().range.start
    let inner = try expression()
    try expect(.rightParenthesis)
    return try bounded(.parentheses(Expression.Parentheses(inner: inner, range: SourceRange(start, lastEnd))))
  }
}
