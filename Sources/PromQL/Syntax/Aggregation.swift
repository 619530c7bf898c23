/// `sum by (job) (…)`, `topk(3, …)`.
package struct Aggregation: Sendable {
  package enum Operator: String, Sendable, CaseIterable {
    case sum, avg, min, max, count, group, stddev, stdvar, topk, bottomk, quantile
    case countValues = "count_values"
    case limitk
    case limitRatio = "limit_ratio"

    package var takesParameter: Bool {
      switch self {
      case .topk, .bottomk, .quantile, .countValues, .limitk, .limitRatio: true
      default: false
      }
    }

    package var parameterType: ValueType { self == .countValues ? .string : .scalar }
  }

  package enum Grouping: Sendable, Hashable {
    /// `by (…)`; no clause at all is `by ()`.
    case by([String])
    case without([String])

    package var labels: [String] {
      switch self {
      case .by(let labels), .without(let labels): labels
      }
    }
  }

  package let operation: Operator
  package let grouping: Grouping
  package let parameter: Expression?
  package let operand: Expression
  package let range: SourceRange
  package let depth: Int

  package init(
    operation: Operator, grouping: Grouping, parameter: Expression?, operand: Expression, range: SourceRange
  ) {
    self.operation = operation
    self.grouping = grouping
    self.parameter = parameter
    self.operand = operand
    self.range = range
    depth = max(operand.depth, parameter?.depth ?? 0) + 1
  }
}
