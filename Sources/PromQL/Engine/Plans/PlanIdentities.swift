/// Numbers the plans of one query, so that equal ones have the same number. The operands of a plan are numbered before it.
final class PlanIdentities {
  private var numbers: [PlanIdentity: Int] = [:]

  func number(of operation: Plan.Operation) -> Int { number(of: identity(of: operation)) }

  func number(of identity: PlanIdentity) -> Int {
    if let known = numbers[identity] { return known }
    numbers[identity] = numbers.count
    return numbers.count - 1
  }

  private func identity(of operation: Plan.Operation) -> PlanIdentity {
    switch operation {
    case .number(let value): return .number(value.bitPattern)
    case .string(let text): return .string(text)
    case .selector(let selector): return .selector(selector.identity)
    case .sampleTimes(let selector, let reading): return .sampleTimes(selector.identity, reading)
    case .range(let range): return identity(of: range)
    case .call(let call): return .call(call.function.name, call.arguments.map(\.number))
    case .aggregation(let plan):
      return .aggregation(
        plan.operation, plan.grouping, parameter: plan.parameter?.number, operand: plan.operand.number)
    case .negation(let operand): return .negation(operand.number)
    case .binary(let plan):
      return .binary(
        plan.operation, returnsBool: plan.returnsBool, plan.matching, plan.left.number, plan.right.number)
    }
  }

  private func identity(of range: RangePlan) -> PlanIdentity {
    switch range.samples {
    case .selector: .range(range.selector.identity, window: range.window, inner: nil, step: 0)
    case .subquery(let inner, let step):
      .range(range.selector.identity, window: range.window, inner: inner.number, step: step)
    }
  }
}
