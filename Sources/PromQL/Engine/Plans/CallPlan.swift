/// A function and its arguments; as written, too, for `absent` and for positions.
struct CallPlan: Sendable {
  var function: Function
  var arguments: [Plan]
  var expression: Expression.Call
}
