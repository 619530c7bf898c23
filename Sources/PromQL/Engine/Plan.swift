import Storage
import TimeSeries

/// An expression with everything resolved that does not depend on samples: durations are numbers, `@` and `offset`
/// are times, functions are found.
struct Plan: Sendable {
  indirect enum Operation: Sendable {
    case number(Double)
    case string(String)
    case selector(SelectorPlan)
    /// `timestamp(selector)`: the samples' own times.
    case sampleTimes(SelectorPlan)
    case range(RangePlan)
    case call(CallPlan)
    case aggregation(AggregationPlan)
    case negation(Plan)
    case binary(BinaryPlan)
  }

  var operation: Operation
  var type: ValueType
  /// Whether the value is the same at every step, so that one evaluation does for all.
  var isInvariant: Bool
  var position: SourceRange
}

/// A selector and the times it looks at.
struct SelectorPlan: Sendable {
  var matchers: [LabelMatcher]
  var offset: Milliseconds
  /// Where `@` pins it, whatever the step.
  var anchor: Timestamp?
  var edge: RangeEdge
  var position: SourceRange

  /// The moment the selector looks at for the step at `timestamp`.
  func time(at timestamp: Timestamp) -> Timestamp { (anchor ?? timestamp) - offset }
}

/// What stands where a range vector is wanted.
struct RangePlan: Sendable {
  enum Samples: Sendable {
    case selector
    /// An expression evaluated at the multiples of `step`.
    indirect case subquery(Plan, step: Milliseconds)
  }

  var samples: Samples
  /// The selector; of a subquery, only its times count.
  var selector: SelectorPlan
  var window: Milliseconds
  var position: SourceRange

  var isInvariant: Bool { selector.anchor != nil }
}

struct CallPlan: Sendable {
  var function: Function
  var arguments: [Plan]
  var expression: Expression.Call
}

struct AggregationPlan: Sendable {
  var operation: Aggregation.Operator
  var grouping: Aggregation.Grouping
  var parameter: Plan?
  var operand: Plan
  var position: SourceRange
}

struct BinaryPlan: Sendable {
  var operation: BinaryOperation.Operator
  var returnsBool: Bool
  var matching: BinaryOperation.Matching
  var left: Plan
  var right: Plan
}
