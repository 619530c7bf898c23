import TimeSeries

// What stands behind a selector: `[5m]`, `[1h:5m]`, `offset`, `@`, `anchored`, `smoothed`.
extension Parser {
  mutating func brackets(behind expression: Expression) throws(ParseError) -> Expression {
    let opening = try take()
    let window = try positiveDuration(in: .window)
    if try accept(.colon) { return try subquery(of: expression, window) }
    try expect(.rightBracket, in: "subquery or range", expected: "\":\" or \"]\"")
    let brackets = SourceRange(opening.range.start, lastEnd)
    guard case .selector(let selector) = expression else {
      throw source.error("ranges only allowed for vector selectors", at: brackets)
    }
    // As in Prometheus, which lets pass what only the running query knows: `x @ end() [5m]` is `x[5m] @ end()`.
    if case .literal = selector.modifiers.offset {
      throw source.error("no offset modifiers allowed before range", at: brackets)
    }
    if case .timestamp = selector.modifiers.anchor {
      throw source.error("no @ modifiers allowed before range", at: brackets)
    }
    return .matrix(
      MatrixSelector(selector: selector, window: window, range: SourceRange(selector.range.start, lastEnd)))
  }

  private mutating func subquery(
    of inner: Expression, _ window: DurationExpression
  ) throws(ParseError) -> Expression {
    let step = try peek().kind == .rightBracket ? nil : try positiveDuration(in: .step)
    try expect(.rightBracket, in: "subquery selector", expected: "\"]\"")
    return .subquery(
      Subquery(inner: inner, window: window, step: step, range: SourceRange(inner.range.start, lastEnd)))
  }

  mutating func offset(behind expression: Expression) throws(ParseError) -> Expression {
    try take()
    let offset = try offsetDuration()
    let refusal =
      "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery"
    return try modified(expression, refusal) { (modifiers) throws(Refusal) in
      guard modifiers.offset == nil else { throw Refusal("offset may not be set multiple times") }
      // No shift at all is none that was written: it is not printed, and another one may follow. So is one below a
      // millisecond, which moves nothing; Prometheus writes that as `offset 0s`, and what it reads from it without.
      if case .literal(let number) = offset, number.milliseconds == 0 { return }
      modifiers.offset = offset
    }
  }

  mutating func anchor(behind expression: Expression) throws(ParseError) -> Expression {
    try take()
    let anchor = try anchor(of: expression)
    let refusal = "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery"
    return try modified(expression, refusal) { (modifiers) throws(Refusal) in
      guard modifiers.anchor == nil else { throw Refusal("@ <timestamp> may not be set multiple times") }
      modifiers.anchor = anchor
    }
  }

  private mutating func anchor(of expression: Expression) throws(ParseError) -> TimeModifiers.Anchor {
    let (context, expected) = ("@", "timestamp")
    if case .duringQuery(let property) = try peek().kind, property == .start || property == .end {
      try take()
      try expect(.leftParenthesis, in: context, expected: expected)
      try expect(.rightParenthesis, in: context, expected: expected)
      return property == .start ? .start : .end
    }
    let seconds = try signedNumber(in: context, expected: expected)
    guard seconds.isFinite, seconds.magnitude < 0x1p63 else {
      let text = FloatText.plain(seconds) + (seconds.isFinite ? ".000000" : "")
      throw source.error("timestamp out of bounds for @ modifier: \(text)", at: expression.range)
    }
    return .timestamp(Timestamp(exactly: (seconds * 1000).rounded()) ?? (seconds < 0 ? .min : .max))
  }

  mutating func edge(_ edge: RangeEdge, behind expression: Expression) throws(ParseError) -> Expression {
    try take()
    switch expression {
    case .selector(var selector):
      selector.edge = try merged(selector.edge, edge, at: expression.range)
      return .selector(selector)
    case .matrix(var matrix):
      matrix.selector.edge = try merged(matrix.selector.edge, edge, at: expression.range)
      return .matrix(matrix)
    case .subquery:
      throw source.error("\(edge.rawValue) modifier is not supported for subqueries", at: expression.range)
    default:
      throw source.error("\(edge.rawValue) modifier not implemented", at: expression.range)
    }
  }

  private func merged(_ old: RangeEdge, _ new: RangeEdge, at range: SourceRange) throws(ParseError) -> RangeEdge {
    guard old == .ordinary || old == new else {
      throw source.error("anchored and smoothed modifiers cannot be used together", at: range)
    }
    return new
  }
}

extension Parser {
  /// Why a modifier does not fit.
  private struct Refusal: Error {
    let message: String

    init(_ message: String) { self.message = message }
  }

  /// The expression with its modifiers changed; `refusal` says what is wrong if it is none that can have any.
  private func modified(
    _ expression: Expression, _ refusal: String, _ change: (inout TimeModifiers) throws(Refusal) -> Void
  ) throws(ParseError) -> Expression {
    do throws(Refusal) {
      switch expression {
      case .selector(var selector):
        try change(&selector.modifiers)
        selector.range.end = lastEnd
        return .selector(selector)
      case .matrix(var matrix):
        try change(&matrix.selector.modifiers)
        matrix.range.end = lastEnd
        return .matrix(matrix)
      case .subquery(var subquery):
        try change(&subquery.modifiers)
        subquery.range.end = lastEnd
        return .subquery(subquery)
      default: throw Refusal(refusal)
      }
    } catch {
      throw source.error(error.message, at: expression.range)
    }
  }
}
