import TimeSeries

/// What makes two plans equal: the same operation on equal operands. Where they stand in the text does not count.
enum PlanIdentity: Hashable {
  case number(UInt64)
  case string(String)
  case selector(Selector)
  case sampleTimes(Selector, InstantSource.Reading)
  case range(Selector, window: Milliseconds, inner: Int?, step: Milliseconds)
  case call(String, [Int])
  case aggregation(Aggregation.Operator, Aggregation.Grouping, parameter: Int?, operand: Int)
  case negation(Int)
  case binary(BinaryOperation.Operator, returnsBool: Bool, BinaryOperation.Matching, Int, Int)

  struct Selector: Hashable {
    var matchers: [LabelMatcher]
    var offset: Milliseconds
    var anchor: Timestamp?
    var edge: RangeEdge
    var tellsResets: Bool
  }
}

extension SelectorPlan {
  var identity: PlanIdentity.Selector {
    PlanIdentity.Selector(
      matchers: matchers, offset: offset, anchor: anchor, edge: edge, tellsResets: tellsResets)
  }
}
