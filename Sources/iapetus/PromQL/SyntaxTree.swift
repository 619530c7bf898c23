import PromQL

/// A syntax tree for people: a line for each node with its kind and its text, what it is made of below it.
enum SyntaxTree {
  /// Not by recursion: a long sum is as deep as it has operators.
  static func text(of expression: Expression) -> String {
    var lines: [String] = []
    var pending = [(expression: expression, level: 0)]
    while let (expression, level) = pending.popLast() {
      lines.append(String(repeating: "  ", count: level) + "\(kind(expression)): \(expression.text)")
      pending += children(expression).reversed().map { ($0, level + 1) }
    }
    return lines.joined(separator: "\n")
  }

  private static func kind(_ expression: Expression) -> String {
    switch expression {
    case .number: "number"
    case .string: "string"
    case .selector: "selector"
    case .matrix: "range selector"
    case .subquery: "subquery"
    case .call(let node): "function \(node.function.name)"
    case .aggregation(let node): "aggregation \(node.operation.rawValue)"
    case .unary: "sign"
    case .binary(let node): "operator \(node.operation.rawValue)"
    case .parentheses: "parentheses"
    }
  }

  private static func children(_ expression: Expression) -> [Expression] {
    switch expression {
    case .number, .string, .selector: []
    case .matrix(let node): [.selector(node.selector)]
    case .subquery(let node): [node.inner]
    case .call(let node): node.arguments
    case .aggregation(let node): [node.parameter, node.operand].compactMap { $0 }
    case .unary(let node): [node.operand]
    case .binary(let node): [node.left, node.right]
    case .parentheses(let node): [node.inner]
    }
  }
}
