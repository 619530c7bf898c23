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

  package enum Grouping: Sendable, Equatable {
    /// `by (…)`; no clause at all is `by ()`.
    case by([String])
    case without([String])

    package var labels: [String] {
      switch self {
      case .by(let labels), .without(let labels): labels
      }
    }
  }

  package var operation: Operator
  package var grouping: Grouping
  package var parameter: Expression?
  package var operand: Expression
  package var range: SourceRange

  package init(
    operation: Operator, grouping: Grouping, parameter: Expression?, operand: Expression, range: SourceRange
  ) {
    self.operation = operation
    self.grouping = grouping
    self.parameter = parameter
    self.operand = operand
    self.range = range
  }
}
