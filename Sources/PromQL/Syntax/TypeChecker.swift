import TimeSeries

/// Finds what the grammar lets through but the types do not. The first error in Prometheus's order of checks counts.
struct TypeChecker {
  let source: SourceText

  /// The type of `expression`, all parts of which fit.
  func check(_ expression: Expression) throws(ParseError) -> ValueType {
    switch expression {
    case .number, .string: break
    case .selector(let selector): try check(selector)
    case .matrix(let matrix): try check(matrix.selector)
    case .subquery(let subquery): try check(subquery)
    case .call(let call): try check(call)
    case .aggregation(let aggregation): try check(aggregation)
    case .unary(let unary): try check(unary)
    case .binary(let binary): try check(binary)
    case .parentheses(let parentheses): _ = try check(parentheses.inner)
    }
    return expression.type
  }

  private func expect(_ wanted: ValueType, _ expression: Expression, in context: String) throws(ParseError) {
    let type = try check(expression)
    guard type == wanted else {
      throw source.error(
        "expected type \(wanted.rawValue) in \(context), got \(type.rawValue)", at: expression.range)
    }
  }

  private func check(_ selector: VectorSelector, mayMatchAll: Bool = false) throws(ParseError) {
    guard selector.name.isEmpty else {
      for matcher in selector.matchers.dropLast() where matcher.name == LabelName.metricName {
        let names = "\(QuotedText.quoted(selector.name)) or \(QuotedText.quoted(matcher.value))"
        throw source.error("metric name must not be set twice: \(names)", at: selector.range)
      }
      return
    }
    guard mayMatchAll || !selector.matchers.allSatisfy(\.matchesEmpty) else {
      throw source.error("vector selector must contain at least one non-empty matcher", at: selector.range)
    }
  }

  private func check(_ subquery: Subquery) throws(ParseError) {
    let type = try check(subquery.inner)
    guard type == .instantVector else {
      throw source.error(
        "subquery is only allowed on instant vector, got \(type.shortName) instead", at: subquery.range)
    }
  }

  private func check(_ unary: Expression.UnaryOperation) throws(ParseError) {
    let type = try check(unary.operand)
    guard type == .scalar || type == .instantVector else {
      throw source.error(
        "unary expression only allowed on expressions of type scalar or instant vector, got \"\(type.rawValue)\"",
        at: unary.range)
    }
  }

  private func check(_ aggregation: Aggregation) throws(ParseError) {
    try expect(.instantVector, aggregation.operand, in: "aggregation expression")
    guard let parameter = aggregation.parameter else { return }
    try expect(aggregation.operation.parameterType, parameter, in: "aggregation parameter")
  }
}

// Calls.
extension TypeChecker {
  private func check(_ call: Expression.Call) throws(ParseError) {
    let function = call.function
    try checkCount(call)
    if function.name == "info", call.arguments.count > 1 { try checkInfoSelector(call.arguments[1], of: call) }
    for (index, argument) in call.arguments.enumerated() {
      let wanted = function.arguments[min(index, function.arguments.count - 1)]
      if function.name == "info", index == 1, case .selector(let selector) = argument {
        try check(selector, mayMatchAll: true)
      } else {
        try expect(wanted, argument, in: "call to function \"\(function.name)\"")
      }
    }
  }

  private func checkCount(_ call: Expression.Call) throws(ParseError) {
    let function = call.function
    let (given, listed) = (call.arguments.count, function.arguments.count)
    let most = function.variadic < 0 ? Int.max : listed - 1 + function.variadic
    let wanted: String
    switch function.variadic {
    case 0 where given != listed: wanted = "\(listed)"
    case let variadic where variadic != 0 && given < listed - 1: wanted = "at least \(listed - 1)"
    case let variadic where variadic != 0 && given > most: wanted = "at most \(most)"
    default: return
    }
    throw source.error("expected \(wanted) argument(s) in call to \"\(function.name)\", got \(given)", at: call.range)
  }

  /// The second argument of `info` is matchers in the shape of a selector, and may be empty.
  private func checkInfoSelector(_ argument: Expression, of call: Expression.Call) throws(ParseError) {
    guard argument.type == .instantVector else {
      throw source.error(
        "expected type instant vector in call to function \"info\", got \(argument.type.rawValue)", at: call.range)
    }
    guard case .selector(let selector) = argument else {
      throw source.error("expected label selectors only", at: argument.range)
    }
    guard selector.name.isEmpty else {
      throw source.error("expected label selectors only, got vector selector instead", at: argument.range)
    }
  }
}

// Binary operations.
extension TypeChecker {
  private func check(_ binary: BinaryOperation) throws(ParseError) {
    _ = try check(binary.first)
    for step in binary.steps {
      _ = try check(step.right)
      try checkOperator(step)
    }
  }

  /// Checks the last operator, whose sides are right in themselves.
  private func checkOperator(_ binary: BinaryOperation) throws(ParseError) {
    let (left, right) = (binary.left.type, binary.right.type)
    let operation = binary.operation
    if binary.returnsBool, !operation.isComparison {
      throw errorAtOperator("bool modifier can only be used on comparison operators", binary)
    }
    if operation.isComparison, !binary.returnsBool, left == .scalar, right == .scalar {
      throw errorAtOperator("comparisons between scalars must use BOOL modifier", binary)
    }
    if binary.matching.isOn, let label = binary.matching.labels.first(where: binary.matching.included.contains) {
      let name = QuotedText.quoted(label)
      throw errorAtOperator("label \(name) must not occur in ON and GROUP clause at once", binary)
    }
    for (type, side) in [(left, binary.left), (right, binary.right)] where type != .scalar && type != .instantVector {
      throw source.error("binary expression must contain only scalar and instant vector types", at: side.range)
    }
    if left == .instantVector, right == .instantVector {
      try checkSetOperation(binary)
    } else {
      try checkWithScalar(binary)
    }
  }

  private func checkWithScalar(_ binary: BinaryOperation) throws(ParseError) {
    if !binary.matching.labels.isEmpty {
      throw source.error("vector matching only allowed between instant vectors", at: binary.range)
    }
    if binary.matching.fills {
      throw source.error("filling in missing series only allowed between instant vectors", at: binary.range)
    }
    if binary.operation.isSetOperation {
      let name = binary.operation.rawValue
      throw source.error("set operator \"\(name)\" not allowed in binary scalar expression", at: binary.range)
    }
  }

  private func checkSetOperation(_ binary: BinaryOperation) throws(ParseError) {
    guard binary.operation.isSetOperation else { return }
    guard binary.matching.cardinality == .manyToMany else {
      throw source.error("no grouping allowed for \"\(binary.operation.rawValue)\" operation", at: binary.range)
    }
    guard !binary.matching.fills else {
      throw source.error("filling in missing series not allowed for set operators", at: binary.range)
    }
  }

  private func errorAtOperator(_ message: String, _ binary: BinaryOperation) -> ParseError {
    let start = source.afterBlanks(binary.left.range.end)
    return source.error(message, at: SourceRange(start, max(start, binary.right.range.start)))
  }
}

extension ValueType {
  /// The name that the HTTP API and one of the errors use.
  package var shortName: String {
    switch self {
    case .scalar, .string: rawValue
    case .instantVector: "vector"
    case .rangeVector: "matrix"
    }
  }
}
