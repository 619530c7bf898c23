package import TimeSeries

extension Expression {
  /// The same expression with every selector changed, also those of range selectors and within subqueries.
  package func mapSelectors(_ change: (VectorSelector) -> VectorSelector) -> Expression {
    switch self {
    case .number, .string: return self
    case .selector(let selector): return .selector(change(selector))
    case .matrix(var matrix):
      matrix.selector = change(matrix.selector)
      return .matrix(matrix)
    case .subquery(let subquery):
      return .subquery(
        Subquery(
          inner: subquery.inner.mapSelectors(change), window: subquery.window, step: subquery.step,
          modifiers: subquery.modifiers, range: subquery.range))
    case .call(let call):
      let arguments = call.arguments.map { $0.mapSelectors(change) }
      return .call(Call(function: call.function, arguments: arguments, range: call.range))
    case .aggregation(let aggregation):
      return .aggregation(
        Aggregation(
          operation: aggregation.operation, grouping: aggregation.grouping,
          parameter: aggregation.parameter?.mapSelectors(change), operand: aggregation.operand.mapSelectors(change),
          range: aggregation.range))
    case .unary(let unary):
      return .unary(
        UnaryOperation(
          isNegation: unary.isNegation, operand: unary.operand.mapSelectors(change), range: unary.range))
    case .binary(let binary):
      return .binary(binary.mapOperands { $0.mapSelectors(change) })
    case .parentheses(let parentheses):
      return .parentheses(Parentheses(inner: parentheses.inner.mapSelectors(change), range: parentheses.range))
    }
  }
}

extension VectorSelector {
  /// With `matcher` in the place of all that it has on that label, or added to them.
  package func setting(_ matcher: LabelMatcher) -> VectorSelector {
    var changed = removingMatchers(of: matcher.name)
    let isName = matcher.name == LabelName.metricName && matcher.operation == .equal
    if isName, LabelName.isPlainMetric(matcher.value) { changed.name = matcher.value }
    changed.matchers.append(matcher)
    return changed
  }

  /// Without what it says of a label; of `__name__`, without its name.
  package func removingMatchers(of label: String) -> VectorSelector {
    var changed = self
    changed.matchers.removeAll { $0.name == label }
    if label == LabelName.metricName { changed.name = "" }
    return changed
  }
}
