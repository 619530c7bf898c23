import TimeSeries

// Function calls and aggregations.
extension Parser {
  /// The call of the function whose name was just taken.
  mutating func call(_ name: Token) throws(ParseError) -> Expression {
    let arguments = try arguments()
    let text = source[name.range]
    guard let function = FunctionTable.signature(named: text) else {
      throw source.error("unknown function with name \(QuotedText.quoted(text))", at: name.range)
    }
    let range = SourceRange(name.range.start, lastEnd)
    return try bounded(.call(Expression.Call(function: function, arguments: arguments, range: range)))
  }

  private mutating func arguments() throws(ParseError) -> [Expression] {
    try expect(.leftParenthesis)
    if try accept(.rightParenthesis) { return [] }
    var arguments = [try expression()]
    while case let comma = try peek(), comma.kind == .comma {
      try take()
      guard try peek().startsExpression else {
        throw source.error("trailing commas not allowed in function call args", at: comma.range)
      }
      arguments.append(try expression())
    }
    try expect(.rightParenthesis)
    return arguments
  }

  /// Whether the operator that was just taken is one, and not the name of a metric.
  mutating func startsAggregation() throws(ParseError) -> Bool {
    switch try peek().kind {
    case .leftParenthesis, .keyword(.by), .keyword(.without): true
    default: false
    }
  }

  mutating func aggregation(_ operation: Aggregation.Operator, _ name: Token) throws(ParseError) -> Expression {
    aggregationDepth += 1
    var grouping = try grouping()
    let arguments = try arguments()
    aggregationDepth -= 1
    if grouping == nil { grouping = try self.grouping() }
    let range = SourceRange(name.range.start, lastEnd)
    return try bounded(
      .aggregation(try aggregation(operation, grouping ?? .by([]), arguments, range)))
  }

  private mutating func grouping() throws(ParseError) -> Aggregation.Grouping? {
    if try accept(.keyword(.by)) { return .by(try groupingLabels()) }
    if try accept(.keyword(.without)) { return .without(try groupingLabels()) }
    return nil
  }

  private func aggregation(
    _ operation: Aggregation.Operator, _ grouping: Aggregation.Grouping, _ arguments: [Expression],
    _ range: SourceRange
  ) throws(ParseError) -> Aggregation {
    guard let operand = arguments.last else {
      throw source.error("no arguments for aggregate expression provided", at: range)
    }
    let wanted = operation.takesParameter ? 2 : 1
    guard arguments.count == wanted else {
      throw source.error(
        "wrong number of arguments for aggregate expression provided, expected \(wanted), got \(arguments.count)",
        at: range)
    }
    return Aggregation(
      operation: operation, grouping: grouping, parameter: wanted == 2 ? arguments[0] : nil, operand: operand,
      range: range)
  }
}

extension Token {
  var startsExpression: Bool {
    switch kind {
    case .number, .duration, .string, .leftParenthesis, .leftBrace, .binary(.add), .binary(.subtract): true
    default: isMetricName
    }
  }
}
