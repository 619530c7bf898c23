/// An aggregation of an instant vector.
struct AggregationPlan: Sendable {
  var operation: Aggregation.Operator
  var grouping: Aggregation.Grouping
  var parameter: Plan?
  var operand: Plan
  var position: SourceRange
}
