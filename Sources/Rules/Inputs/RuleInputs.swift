import PromQL
import TimeSeries

/// What a rule's expression reads: its selectors, and how far back each looks.
struct RuleInputs: Sendable {
  struct Selector: Sendable, Hashable {
    var matchers: [LabelMatcher]
    /// From the oldest sample that a range or an offset reaches to the moment of evaluation; the lookback not counted.
    var reach: Milliseconds

    /// Whether it may select series of this metric.
    func canRead(_ name: String) -> Bool {
      matchers.allSatisfy { $0.name != LabelName.metricName || $0.matches(name) }
    }

    /// The only metric that it can select; `nil` if there may be several.
    var name: String? {
      matchers.first { $0.name == LabelName.metricName && $0.operation == .equal && !$0.value.isEmpty }?.value
    }
  }

  private(set) var selectors: [Selector] = []
  /// Whether some time it looks at does not move with the evaluation: `@`, and the grid of a subquery.
  private(set) var hasFixedTimes = false

  init(_ expression: Expression) { collect(expression, reach: 0) }

  private mutating func collect(_ expression: Expression, reach: Milliseconds) {
    switch expression {
    case .number, .string: break
    case .parentheses(let node): collect(node.inner, reach: reach)
    case .unary(let node): collect(node.operand, reach: reach)
    case .binary(let node):
      collect(node.first, reach: reach)
      for link in node.links { collect(link.right, reach: reach) }
    case .aggregation(let node):
      if let parameter = node.parameter { collect(parameter, reach: reach) }
      collect(node.operand, reach: reach)
    case .call(let node): for argument in node.arguments { collect(argument, reach: reach) }
    case .selector(let node): collect(node, reach: reach)
    case .matrix(let node): collect(node.selector, reach: reach + length(node.window))
    case .subquery(let node):
      hasFixedTimes = true
      collect(node.inner, reach: reach + length(node.window) + shift(node.modifiers))
    }
  }

  private mutating func collect(_ selector: VectorSelector, reach: Milliseconds) {
    selectors.append(Selector(matchers: selector.matchers, reach: max(0, reach + shift(selector.modifiers))))
  }

  private mutating func shift(_ modifiers: TimeModifiers) -> Milliseconds {
    if modifiers.anchor != nil { hasFixedTimes = true }
    return modifiers.offset.map { length($0) } ?? 0
  }

  /// A duration that cannot be computed fails the evaluation, too.
  private func length(_ duration: DurationExpression) -> Milliseconds {
    (try? duration.milliseconds(step: 0, range: 0)) ?? 0
  }
}
