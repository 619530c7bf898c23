/// An expression with everything resolved that does not depend on samples: durations are numbers, `@` and `offset`
/// are times, functions are found.
struct Plan: Sendable {
  indirect enum Operation: Sendable {
    case number(Double)
    case string(String)
    case selector(SelectorPlan)
    /// `timestamp(selector)` and the like: what else is known of the samples than their values.
    case sampleTimes(SelectorPlan, InstantSource.Reading)
    case range(RangePlan)
    case call(CallPlan)
    case aggregation(AggregationPlan)
    case negation(Plan)
    case binary(BinaryPlan)
  }

  /// What is known of its value.
  struct Traits: Sendable {
    var type: ValueType
    /// Whether the value is the same at every step, so that one evaluation does for all.
    var isInvariant: Bool
    var position: SourceRange
    /// The same as that of an equal plan of the query.
    var number: Int
  }

  var operation: Operation
  var traits: Traits

  var type: ValueType { traits.type }
  var isInvariant: Bool { traits.isInvariant }
  var position: SourceRange { traits.position }
  var number: Int { traits.number }
}
