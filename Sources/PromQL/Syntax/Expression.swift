/// The syntax tree of a query.
///
/// Types and depths of composite nodes are computed once, when a node is made, so that asking is free however deep the
/// tree is. ``Parser`` bounds the depth, so walking a tree by recursion is safe, but along ``BinaryOperation/left``.
package indirect enum Expression: Sendable {
  case number(NumberLiteral)
  case string(StringLiteral)
  case selector(VectorSelector)
  case matrix(MatrixSelector)
  case subquery(Subquery)
  case call(Call)
  case aggregation(Aggregation)
  case unary(UnaryOperation)
  case binary(BinaryOperation)
  case parentheses(Parentheses)

  /// A number, also one written as a duration (`5m` is 300).
  package struct NumberLiteral: Sendable {
    package var value: Double
    /// Whether it was written as a duration; the printer keeps that.
    package var isDuration: Bool
    package var range: SourceRange

    package init(value: Double, isDuration: Bool = false, range: SourceRange) {
      self.value = value
      self.isDuration = isDuration
      self.range = range
    }
  }

  package struct StringLiteral: Sendable {
    package var value: String
    package var range: SourceRange

    package init(value: String, range: SourceRange) {
      self.value = value
      self.range = range
    }
  }

  package struct Parentheses: Sendable {
    package let inner: Expression
    package let range: SourceRange
    package let type: ValueType
    package let depth: Int

    package init(inner: Expression, range: SourceRange) {
      self.inner = inner
      self.range = range
      type = inner.type
      depth = inner.depth + 1
    }
  }

  package struct UnaryOperation: Sendable {
    package let isNegation: Bool
    package let operand: Expression
    package let range: SourceRange
    package let type: ValueType
    package let depth: Int

    package init(isNegation: Bool, operand: Expression, range: SourceRange) {
      self.isNegation = isNegation
      self.operand = operand
      self.range = range
      type = operand.type
      depth = operand.depth + 1
    }
  }

  package struct Call: Sendable {
    package let function: FunctionSignature
    package let arguments: [Expression]
    package let range: SourceRange
    package let depth: Int

    package init(function: FunctionSignature, arguments: [Expression], range: SourceRange) {
      self.function = function
      self.arguments = arguments
      self.range = range
      depth = (arguments.map(\.depth).max() ?? 0) + 1
    }
  }

  package var range: SourceRange {
    switch self {
    case .number(let node): node.range
    case .string(let node): node.range
    case .selector(let node): node.range
    case .matrix(let node): node.range
    case .subquery(let node): node.range
    case .call(let node): node.range
    case .aggregation(let node): node.range
    case .unary(let node): node.range
    case .binary(let node): node.range
    case .parentheses(let node): node.range
    }
  }

  package var type: ValueType {
    switch self {
    case .number: .scalar
    case .string: .string
    case .selector, .aggregation: .instantVector
    case .matrix, .subquery: .rangeVector
    case .call(let node): node.function.result
    case .unary(let node): node.type
    case .parentheses(let node): node.type
    case .binary(let node): node.type
    }
  }

  /// How many nodes lie on the longest way down, this one included.
  package var depth: Int {
    switch self {
    case .number, .string, .selector, .matrix: 1
    case .subquery(let node): node.depth
    case .call(let node): node.depth
    case .aggregation(let node): node.depth
    case .unary(let node): node.depth
    case .binary(let node): node.depth
    case .parentheses(let node): node.depth
    }
  }
}
