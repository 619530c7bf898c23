/// Finds the parts of a query that stand in it more than once and are evaluated at the same steps.
struct PlanRepeats {
  /// The numbers of the plans that come again; of a part that comes again as a whole, only that one.
  private(set) var numbers: Set<Int> = []
  private var seen: Set<Place> = []

  private struct Place: Hashable {
    var number: Int
    /// The subqueries around it, by their numbers: these have steps of their own.
    var subqueries: [Int]
  }

  init(in plan: Plan) { visit(plan, []) }

  private mutating func visit(_ plan: Plan, _ subqueries: [Int]) {
    if plan.type == .instantVector, !seen.insert(Place(number: plan.number, subqueries: subqueries)).inserted {
      numbers.insert(plan.number)
      return
    }
    switch plan.operation {
    case .number, .string, .selector, .sampleTimes: break
    case .negation(let operand): visit(operand, subqueries)
    case .call(let call): for argument in call.arguments { visit(argument, subqueries) }
    case .aggregation(let aggregation):
      if let parameter = aggregation.parameter { visit(parameter, subqueries) }
      visit(aggregation.operand, subqueries)
    case .binary(let binary):
      visit(binary.left, subqueries)
      visit(binary.right, subqueries)
    case .range(let range):
      if case .subquery(let inner, _) = range.samples { visit(inner, subqueries + [plan.number]) }
    }
  }
}
