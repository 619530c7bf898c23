import Storage
import TimeSeries

/// Makes plans of expressions, for one query.
struct Planner {
  /// The steps of the whole query.
  let grid: StepGrid
  let span: QuerySpan
  let isRange: Bool
  let subqueryStep: Milliseconds
  /// Whether resets of the native histograms below are told, which sums then warn of: where only their counts and sums
  /// are wanted. Prometheus does so there alone, and to be warned of the same is expected.
  private var tellsResets = false
  /// Whether something above wants the buckets, so that resets are not told.
  private var needsBuckets = false

  private let identities = PlanIdentities()

  init(grid: StepGrid, span: QuerySpan, isRange: Bool, subqueryStep: Milliseconds) {
    self.grid = grid
    self.span = span
    self.isRange = isRange
    self.subqueryStep = subqueryStep
  }

  func plan(_ expression: Expression) throws -> Plan {
    switch expression {
    case .number(let node): constant(.number(node.value), .scalar, node.range)
    case .string(let node): constant(.string(node.value), .string, node.range)
    case .parentheses(let node): try plan(node.inner)
    case .selector(let node): try plan(node)
    case .matrix(let node): try plan(node)
    case .subquery(let node): try plan(node)
    case .unary(let node): try plan(node)
    case .binary(let node): try plan(node)
    case .aggregation(let node): try plan(node)
    case .call(let node): try plan(node)
    }
  }

  private func make(
    operation: Plan.Operation, type: ValueType, isInvariant: Bool, position: SourceRange
  ) -> Plan {
    Plan(
      operation: operation,
      traits: Plan.Traits(
        type: type, isInvariant: isInvariant, position: position, number: identities.number(of: operation)))
  }

  private func constant(_ operation: Plan.Operation, _ type: ValueType, _ position: SourceRange) -> Plan {
    make(operation: operation, type: type, isInvariant: true, position: position)
  }

  private func plan(_ node: VectorSelector) throws -> Plan {
    let selector = try selector(node)
    return make(
      operation: .selector(selector), type: .instantVector, isInvariant: selector.anchor != nil, position: node.range)
  }

  private func plan(_ node: MatrixSelector) throws -> Plan {
    let range = RangePlan(
      samples: .selector, selector: try selector(node.selector),
      window: try positive(node.window), position: node.range)
    return make(operation: .range(range), type: .rangeVector, isInvariant: range.isInvariant, position: node.range)
  }

  private func plan(_ node: Subquery) throws -> Plan {
    let step = try node.step.map { try positive($0) } ?? subqueryStep
    let times = SelectorPlan(
      matchers: [], offset: try offset(node.modifiers), anchor: anchor(node.modifiers),
      edge: .ordinary, position: node.range)
    let range = RangePlan(
      samples: .subquery(try withBuckets.plan(node.inner), step: step), selector: times,
      window: try positive(node.window), position: node.range)
    return make(operation: .range(range), type: .rangeVector, isInvariant: range.isInvariant, position: node.range)
  }

  private func plan(_ node: Expression.UnaryOperation) throws -> Plan {
    let operand = try plan(node.operand)
    guard node.isNegation else { return operand }
    if case .number(let value) = operand.operation { return constant(.number(-value), .scalar, node.range) }
    return make(
      operation: .negation(operand), type: operand.type, isInvariant: operand.isInvariant, position: node.range)
  }

  private func plan(_ node: BinaryOperation) throws -> Plan {
    // Whatever stands before the last trimming is part of what it trims.
    let trimmed = node.links.lastIndex { $0.operation.isTrimming } ?? -1
    let first = try (trimmed < 0 ? self : withBuckets).plan(node.first)
    var (traits, links) = (first.traits, [BinaryPlan.Link]())
    for (index, link) in zip(node.links.indices, node.links) {
      let right = try (index > trimmed ? self : withBuckets).plan(link.right)
      traits = joined(traits, link, right, position: SourceRange(node.first.range.start, link.right.range.end))
      links.append(
        BinaryPlan.Link(
          operation: link.operation, returnsBool: link.returnsBool, matching: link.matching, right: right,
          traits: traits))
    }
    return BinaryPlan(first: first, links: links[...]).plan
  }

  private func joined(
    _ left: Plan.Traits, _ link: BinaryOperation.Link, _ right: Plan, position: SourceRange
  ) -> Plan.Traits {
    let identity = PlanIdentity.binary(
      link.operation, returnsBool: link.returnsBool, link.matching, left.number, right.number)
    return Plan.Traits(
      type: left.type == .scalar && right.type == .scalar ? .scalar : .instantVector,
      isInvariant: left.isInvariant && right.isInvariant, position: position,
      number: identities.number(of: identity))
  }

  private func plan(_ node: Aggregation) throws -> Plan {
    let parameter = try node.parameter.map { try plan($0) }
    let operand = try plan(node.operand)
    let aggregation = AggregationPlan(
      operation: node.operation, grouping: node.grouping, parameter: parameter, operand: operand, position: node.range)
    return make(
      operation: .aggregation(aggregation), type: .instantVector,
      isInvariant: operand.isInvariant && parameter?.isInvariant ?? true, position: node.range)
  }

  private func plan(_ node: Expression.Call) throws -> Plan {
    guard let function = FunctionLibrary[node.function.name] else {
      throw QueryError(.badData, "unknown function with name \"\(node.function.name)\"")
    }
    let planner = planner(ofArgumentsOf: function)
    var arguments = try node.arguments.map { try planner.plan($0) }
    if function.joinsInfo { arguments = [arguments[0], try infoSeries(node)] }
    if let reducer = function.reducesRangeWith.flatMap({ FunctionLibrary[$0] }) {
      arguments = [call(reducer, arguments, node, .instantVector)]
    }
    if let reading = function.readsSamples, case .selector? = node.arguments.first?.withoutParentheses,
      case .selector(let selector)? = arguments.first?.operation
    {
      return make(
        operation: .sampleTimes(selector, reading), type: .instantVector, isInvariant: selector.anchor != nil,
        position: node.range)
    }
    try checkEdge(of: arguments, in: node)
    return call(function, arguments, node, node.function.result)
  }

  /// The info series of a call of `info`: looked up where the first selector of its first argument looks.
  private func infoSeries(_ node: Expression.Call) throws -> Plan {
    let first = node.arguments[0].firstModifiers
    let selector = try selector(
      VectorSelector(
        name: "", matchers: InfoJoin.matchers(of: node), modifiers: first ?? TimeModifiers(),
        range: node.range))
    return make(
      operation: .sampleTimes(selector, .timeOfFloat), type: .instantVector, isInvariant: selector.anchor != nil,
      position: node.range)
  }

  private func call(
    _ function: Function, _ arguments: [Plan], _ node: Expression.Call, _ type: ValueType
  ) -> Plan {
    make(
      operation: .call(CallPlan(function: function, arguments: arguments, expression: node)), type: type,
      isInvariant: function.isPure && arguments.allSatisfy(\.isInvariant), position: node.range)
  }

  /// `anchored` and `smoothed` have a meaning for some functions only.
  private func checkEdge(of arguments: [Plan], in node: Expression.Call) throws {
    for case .range(let range) in arguments.map(\.operation) where range.selector.edge != .ordinary {
      let allowed = range.selector.edge == .anchored ? Planner.anchoredFunctions : Planner.smoothedFunctions
      guard allowed.contains(node.function.name) else {
        throw QueryError(
          .execution,
          "\(range.selector.edge.rawValue) modifier can only be used with: \(allowed.joined(separator: ", "))"
            + " - not with \(node.function.name)")
      }
    }
  }

  private static let anchoredFunctions = ["changes", "delta", "increase", "rate", "resets"]
  private static let smoothedFunctions = ["delta", "increase", "rate"]

  // MARK: Times

  private func selector(_ node: VectorSelector) throws -> SelectorPlan {
    SelectorPlan(
      matchers: node.matchers, offset: try offset(node.modifiers), anchor: anchor(node.modifiers),
      edge: node.edge, position: node.range, tellsResets: tellsResets && !needsBuckets)
  }

  private func planner(ofArgumentsOf function: Function) -> Planner {
    switch function.name {
    case "histogram_avg", "histogram_count", "histogram_sum":
      var planner = self
      planner.tellsResets = true
      return planner
    case "histogram_fraction", "histogram_quantile", "histogram_quantiles": return withBuckets
    default: return self
    }
  }

  private var withBuckets: Planner {
    var planner = self
    planner.needsBuckets = true
    return planner
  }

  private func anchor(_ modifiers: TimeModifiers) -> Timestamp? {
    switch modifiers.anchor {
    case .timestamp(let timestamp): QueryTimes.clamp(timestamp)
    case .start: span.start
    case .end: span.end
    case nil: nil
    }
  }

  private func offset(_ modifiers: TimeModifiers) throws(QueryError) -> Milliseconds {
    try modifiers.offset?.milliseconds(step: stepOfDurations, range: span.duration) ?? 0
  }

  private func positive(_ duration: DurationExpression) throws(QueryError) -> Milliseconds {
    try duration.positiveMilliseconds(step: stepOfDurations, range: span.duration)
  }

  /// What `step()` means within a duration.
  private var stepOfDurations: Milliseconds { isRange ? grid.step : 0 }
}

extension Expression {
  /// The modifiers of the first selector or subquery that is written in it.
  fileprivate var firstModifiers: TimeModifiers? {
    switch self {
    case .number, .string: nil
    case .selector(let node): node.modifiers
    case .matrix(let node): node.selector.modifiers
    case .subquery(let node): node.modifiers.anchor == nil ? node.inner.firstModifiers : node.modifiers
    case .call(let node): node.arguments.lazy.compactMap(\.firstModifiers).first
    case .aggregation(let node): node.operand.firstModifiers
    case .unary(let node): node.operand.firstModifiers
    case .binary(let node):
      node.first.firstModifiers ?? node.links.lazy.compactMap(\.right.firstModifiers).first
    case .parentheses(let node): node.inner.firstModifiers
    }
  }
}
