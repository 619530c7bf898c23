/// The syntax tree of a query.
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
    package var inner: Expression
    package var range: SourceRange

    package init(inner: Expression, range: SourceRange) {
      self.inner = inner
      self.range = range
    }
  }

  package struct UnaryOperation: Sendable {
    package var isNegation: Bool
    package var operand: Expression
    package var range: SourceRange

    package init(isNegation: Bool, operand: Expression, range: SourceRange) {
      self.isNegation = isNegation
      self.operand = operand
      self.range = range
    }
  }

  package struct Call: Sendable {
    package var function: FunctionSignature
    package var arguments: [Expression]
    package var range: SourceRange

    package init(function: FunctionSignature, arguments: [Expression], range: SourceRange) {
      self.function = function
      self.arguments = arguments
      self.range = range
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
    case .unary(let node): node.operand.type
    case .parentheses(let node): node.inner.type
    case .binary(let node): node.left.type == .scalar && node.right.type == .scalar ? .scalar : .instantVector
    }
  }
}
