import TimeSeries

// Durations in brackets and behind `offset`.
extension Parser {
  /// Where a duration stands, and what is expected there, for errors.
  struct DurationPlace {
    static let offset = DurationPlace(context: "offset")
    static let window = DurationPlace(context: "subquery or range selector")
    static let step = DurationPlace(
      context: "subquery selector", expected: "number, duration, step(), range(), or \"]\"")

    var context: String
    var expected = "number, duration, step(), or range()"
  }

  /// A window or a step; literals must be above zero here, the rest is known when the query runs.
  ///
  /// What is less than a millisecond is zero to the evaluation. Prometheus lets it pass, answers nothing, and writes
  /// `[0s]`, which it would refuse; here it is refused at once.
  mutating func positiveDuration(in place: DurationPlace) throws(ParseError) -> DurationExpression {
    let duration = try duration(bindingAtLeast: 0, in: place)
    if case .literal(let number) = duration, number.milliseconds <= 0 {
      throw source.error("duration must be greater than 0", at: number.range)
    }
    return duration
  }

  /// Behind `offset` an operator belongs to the query, not to the duration: `x offset 5m * 2` doubles x. It is the
  /// duration's behind a parenthesis and behind two signs: `x offset (5m) * 2` looks ten minutes back.
  mutating func offsetDuration() throws(ParseError) -> DurationExpression {
    if try peek().kind == .leftParenthesis { return try duration(bindingAtLeast: 0, in: .offset) }
    guard let sign = try sign() else { return try durationOperand(in: .offset) }
    guard try isSign(peek()) else { return apply(sign, to: try durationOperand(in: .offset)) }
    try enter()
    defer { leave() }
    return try operations(on: try negatable(sign, in: .offset), bindingAtLeast: 0, in: .offset)
  }

  private mutating func duration(
    bindingAtLeast minimum: Int, in place: DurationPlace
  ) throws(ParseError) -> DurationExpression {
    try enter()
    defer { leave() }
    return try operations(on: try signedDuration(in: place), bindingAtLeast: minimum, in: place)
  }

  private mutating func operations(
    on first: DurationExpression, bindingAtLeast minimum: Int, in place: DurationPlace
  ) throws(ParseError) -> DurationExpression {
    var left = first
    var operations = 0
    while let (operation, token) = try durationOperator(bindingAtLeast: minimum) {
      operations += 1
      guard operations <= limits.depthMax else { throw tooDeep(at: token.range) }
      let precedence = token.precedence + (operation == .power ? 0 : 1)
      let right = try duration(bindingAtLeast: precedence, in: place)
      try refuseZero(right, divisorOf: operation, at: token.range)
      left = .binary(left, operation, right)
    }
    return left
  }

  private mutating func signedDuration(in place: DurationPlace) throws(ParseError) -> DurationExpression {
    guard let sign = try sign() else { return try durationOperand(in: place) }
    return try negatable(sign, in: place)
  }

  /// What stands behind a sign, which binds looser than `^`, as in expressions.
  private mutating func negatable(
    _ sign: Token, in place: DurationPlace
  ) throws(ParseError) -> DurationExpression {
    apply(sign, to: try duration(bindingAtLeast: BinaryOperation.Operator.power.precedence, in: place))
  }

  private mutating func sign() throws(ParseError) -> Token? { try isSign(peek()) ? try take() : nil }

  private func isSign(_ token: Token) -> Bool {
    token.kind == .binary(.add) || token.kind == .binary(.subtract)
  }

  /// The sign becomes part of a number.
  private func apply(_ sign: Token, to duration: DurationExpression) -> DurationExpression {
    guard sign.kind == .binary(.subtract) else { return duration }
    guard case .literal(var number) = duration else { return .negated(duration, from: sign.range.start) }
    number.value.negate()
    number.range.start = sign.range.start
    return .literal(number)
  }

  private mutating func durationOperator(
    bindingAtLeast minimum: Int
  ) throws(ParseError) -> (DurationExpression.Operator, Token)? {
    let token = try peek()
    guard case .binary(let symbol) = token.kind, let operation = DurationExpression.Operator(rawValue: symbol.rawValue),
      symbol.precedence >= minimum
    else { return nil }
    try take()
    return (operation, token)
  }

  private func refuseZero(
    _ divisor: DurationExpression, divisorOf operation: DurationExpression.Operator, at range: SourceRange
  ) throws(ParseError) {
    guard case .literal(let number) = divisor, number.value == 0, let refusal = operation.refusalOfZero else { return }
    throw source.error(refusal, at: range)
  }

  private mutating func durationOperand(in place: DurationPlace) throws(ParseError) -> DurationExpression {
    let token = try peek()
    switch token.kind {
    case .number, .duration: return .literal(try durationLiteral())
    case .leftParenthesis:
      try take()
      let inner = try duration(bindingAtLeast: 0, in: place)
      try expect(.rightParenthesis, in: place.context, expected: place.expected)
      return inner.inParentheses
    case .duringQuery(let property) where property != .start && property != .end:
      return try durationFunction(property, in: place)
    default: throw unexpected(token, in: place.context, expected: place.expected)
    }
  }

  private mutating func durationLiteral() throws(ParseError) -> Expression.NumberLiteral {
    let number = try numberLiteral()
    guard number.value.magnitude <= DurationExpression.secondsMax else {
      throw source.error("duration out of range", at: number.range)
    }
    return number
  }

  private mutating func durationFunction(
    _ property: Token.QueryProperty, in place: DurationPlace
  ) throws(ParseError) -> DurationExpression {
    let start = try take().range.start
    try expect(.leftParenthesis, in: place.context, expected: place.expected)
    guard property == .minimumOf || property == .maximumOf else {
      try expect(.rightParenthesis, in: place.context, expected: place.expected)
      let range = SourceRange(start, lastEnd)
      return property == .step ? .step(range) : .range(range)
    }
    let left = try duration(bindingAtLeast: 0, in: place)
    try expect(.comma, in: place.context, expected: place.expected)
    let right = try duration(bindingAtLeast: 0, in: place)
    try expect(.rightParenthesis, in: place.context, expected: place.expected)
    return property == .minimumOf ? .minimum(left, right) : .maximum(left, right)
  }
}

extension DurationExpression {
  /// As Prometheus keeps it: a number needs no parentheses, and nothing needs two pairs.
  fileprivate var inParentheses: DurationExpression {
    switch self {
    case .literal, .parentheses: self
    default: .parentheses(self)
    }
  }
}

extension Token {
  fileprivate var precedence: Int {
    if case .binary(let operation) = kind { operation.precedence } else { 0 }
  }
}
