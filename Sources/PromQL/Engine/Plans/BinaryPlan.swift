/// An operator and its two sides.
struct BinaryPlan: Sendable {
  var operation: BinaryOperation.Operator
  var returnsBool: Bool
  var matching: BinaryOperation.Matching
  var left: Plan
  var right: Plan
}
