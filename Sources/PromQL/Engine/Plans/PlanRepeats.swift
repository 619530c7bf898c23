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

  private struct Part {
    var plan: Plan
    var subqueries: [Int]
  }

  /// Not by recursion: the left sides of a long sum are as many as its operators.
  init(in plan: Plan) {
    var pending = [Part(plan: plan, subqueries: [])]
    while let part = pending.popLast() {
      if note(part) { pending += PlanRepeats.operands(of: part).reversed() }
    }
  }

  /// Whether this is the first of its kind, so that what is in it counts.
  private mutating func note(_ part: Part) -> Bool {
    guard part.plan.type == .instantVector else { return true }
    let isFirst = seen.insert(Place(number: part.plan.number, subqueries: part.subqueries)).inserted
    if !isFirst { numbers.insert(part.plan.number) }
    return isFirst
  }

  private static func operands(of part: Part) -> [Part] {
    let operands: [Plan]
    switch part.plan.operation {
    case .number, .string, .selector, .sampleTimes: operands = []
    case .negation(let operand): operands = [operand]
    case .call(let call): operands = call.arguments
    case .aggregation(let aggregation): operands = [aggregation.parameter, aggregation.operand].compactMap { $0 }
    case .binary(let binary): operands = [binary.left, binary.right]
    case .range(let range):
      guard case .subquery(let inner, _) = range.samples else { return [] }
      return [Part(plan: inner, subqueries: part.subqueries + [part.plan.number])]
    }
    return operands.map { Part(plan: $0, subqueries: part.subqueries) }
  }
}
