extension Expression {
  /// The canonical text broken into lines, as `format_query` answers: what exceeds 100 characters is split at its
  /// operator or its parentheses, two blanks deeper per level.
  package var prettyText: String { PrettyPrinter().text(self, level: 0) }
}

private struct PrettyPrinter {
  private let lineBytesMax = 100
  /// Deeper than this nothing is indented: each operator of a long sum would be further to the right.
  private let indentedLevelsMax = 50

  private func indent(_ level: Int) -> String { String(repeating: "  ", count: min(level, indentedLevelsMax)) }

  func text(_ expression: Expression, level: Int) -> String {
    let indent = indent(level)
    guard !Printer.fits(expression, bytes: lineBytesMax) else {
      // As in Prometheus, which leaves a subquery that fits at the beginning of its line.
      if case .subquery = expression { return expression.text }
      return indent + expression.text
    }
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
    case .binary(let binary): return text(binary, level: level)
    }
  }

  /// Each operator on a line of its own, two blanks deeper its sides. What fits of the beginning stands on one line.
  private func text(_ binary: BinaryOperation, level: Int) -> String {
    let fitting = Array(binary.steps.prefix { Printer.fits(.binary($0), bytes: lineBytesMax) })
    var level = level + binary.links.count - fitting.count
    var lines = fitting.last.map { indent(level) + Expression.binary($0).text } ?? base(of: binary, level: level)
    for link in binary.links.dropFirst(fitting.count) {
      level -= 1
      lines += "\n" + indent(level) + link.head + "\n" + text(link.right, level: level + 1)
    }
    return lines
  }

  private func base(of binary: BinaryOperation, level: Int) -> String {
    binary.hasInfiniteBase ? indent(level) + BinaryOperation.infiniteBase : text(binary.first, level: level)
  }

  private func block(_ arguments: [Expression], level: Int) -> String {
    let lines = arguments.map { text($0, level: level + 1) }.joined(separator: ",\n")
    return "(\n" + lines + "\n" + indent(level) + ")"
  }
}
