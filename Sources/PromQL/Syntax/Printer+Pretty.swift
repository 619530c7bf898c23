extension Expression {
  /// The canonical text broken into lines, as `format_query` answers: what exceeds 100 characters is split at its
  /// operator or its parentheses, two blanks deeper per level.
  package var prettyText: String { PrettyPrinter().text(self, level: 0) }
}

private struct PrettyPrinter {
  private let lineBytesMax = 100

  func text(_ expression: Expression, level: Int) -> String {
    let indent = String(repeating: "  ", count: level)
    guard !Printer.fits(expression, bytes: lineBytesMax) else { return indent + expression.text }
    switch expression {
    case .number, .string, .selector, .matrix: return indent + expression.text
    case .subquery(let subquery): return text(subquery.inner, level: level) + subquery.suffix
    case .call(let call):
      return indent + call.function.name + block(call.arguments, level: level)
    case .aggregation(let aggregation):
      return indent + aggregation.head
        + block([aggregation.parameter, aggregation.operand].compactMap { $0 }, level: level)
    case .parentheses(let parentheses): return indent + block([parentheses.inner], level: level)
    case .unary(let unary):
      return indent + unary.sign + text(unary.operand, level: level).drop { $0 == " " }
    case .binary(let binary):
      let base = indent + "  " + BinaryOperation.infiniteBase
      let left = binary.hasInfiniteBase ? base : text(binary.left, level: level + 1)
      return left + "\n" + indent + binary.head + "\n" + text(binary.right, level: level + 1)
    }
  }

  private func block(_ arguments: [Expression], level: Int) -> String {
    let lines = arguments.map { text($0, level: level + 1) }.joined(separator: ",\n")
    return "(\n" + lines + "\n" + String(repeating: "  ", count: level) + ")"
  }
}
