import TimeSeries

extension Evaluator {
  /// Aggregations that need all values of a group at once, so that the operand is held.
  func select(_ plan: AggregationPlan, _ vector: StepVector) async throws -> StepVector {
    let groups = GroupMembers(vector, plan.grouping)
    switch plan.operation {
    case .quantile:
      return try quantile(plan, vector, groups, try await parameter(plan))
    case .topk, .bottomk:
      let limits = try limits(try await parameter(plan))
      if limits.contains(where: { $0 > 0 }) { informOfHistograms(plan, vector) }
      let ranking = Ranking(vector, takesLargest: plan.operation == .topk)
      return try selection(vector, groups) { members, step, found in
        ranking.select(members, limits[step], step, &found)
      }
    case .limitk:
      let limits = try limits(try await parameter(plan))
      return try selection(vector, groups) { members, step, found in
        for member in members where found.count < limits[step] && vector.columns[member].presence[step] {
          found.append(member)
        }
      }
    case .limitRatio:
      let ratios = try ratios(plan, try await parameter(plan))
      let positions = vector.shapes.map { Double($0.labels.prometheusHash) / 0x1p64 }
      return try selection(vector, groups) { members, step, found in
        let ratio = ratios[step]
        for member in members where vector.columns[member].presence[step] {
          if ratio >= 0 ? positions[member] < ratio : positions[member] >= 1 + ratio { found.append(member) }
        }
      }
    default:
      return try countValues(plan, vector)
    }
  }

  private func parameter(_ plan: AggregationPlan) async throws -> ScalarColumn {
    guard let parameter = plan.parameter else { preconditionFailure("\(plan.operation.rawValue) without parameter") }
    return try await scalar(parameter)
  }

  // MARK: Parameters

  /// The largest number that is below 2^63.
  private static let limitMax = 9_223_372_036_854_774_784.0

  /// How many series are wanted at each step. Numbers that are out of bounds count only if any series is wanted at all.
  private func limits(_ parameter: ScalarColumn) throws -> [Int] {
    let values = (0..<grid.count).map { parameter[$0] }
    if values.contains(where: \.isNaN) { throw QueryError(.execution, "Parameter value is NaN") }
    guard let least = values.min(), let most = values.max(), most >= 1 else { return values.map { _ in 0 } }
    if least <= -0x1p63 { throw QueryError(.execution, "Scalar value \(FloatText.general(least)) underflows int64") }
    if most >= Evaluator.limitMax {
      throw QueryError(.execution, "Scalar value \(FloatText.general(most)) overflows int64")
    }
    return values.map { Int($0) }
  }

  /// Which part of the series is wanted at each step.
  private func ratios(_ plan: AggregationPlan, _ parameter: ScalarColumn) throws -> [Double] {
    let ratios = (0..<grid.count).map { parameter[$0] }
    guard !ratios.contains(where: \.isNaN) else { throw QueryError(.execution, "Ratio value is NaN") }
    for (extreme, capped) in [(ratios.max() ?? 0, 1.0), (ratios.min() ?? 0, -1.0)] where extreme / capped > 1 {
      context.warn(
        "ratio value should be between -1 and 1, got \(FloatText.general(extreme)), capping to "
          + FloatText.general(capped), at: plan.parameter?.position ?? plan.position)
    }
    return ratios.map { min(1, max(-1, $0)) }
  }

  /// Remarks on quantiles that are none, whether or not there is anything to take them of: on NaN, and on the extremes.
  /// Beside NaN only infinities are extremes, as by Prometheus's reckoning.
  private func checkQuantiles(_ plan: AggregationPlan, _ parameter: ScalarColumn) {
    let quantiles = (0..<grid.count).map { parameter[$0] }
    let numbers = quantiles.contains(where: \.isNaN) ? quantiles.filter(\.isInfinite) : quantiles
    for extreme in [quantiles.first(where: \.isNaN), numbers.max(), numbers.min()].compactMap({ $0 }) {
      context.checkQuantile(extreme, at: plan.parameter?.position ?? plan.position)
    }
  }

  // MARK: Kinds

  /// In groups that are larger, a single step is work enough to look whether the query is over.
  private static let membersBetweenLooks = 256

  /// The series that `choose` finds in each group and step. An instant query gets them in the order of finding.
  private func selection(
    _ vector: StepVector, _ groups: GroupMembers, _ choose: ([Int], Int, inout [Int]) -> Void
  ) throws -> StepVector {
    var chosen = [StepBitmap?](repeating: nil, count: vector.count)
    var order: [Int] = []
    var found: [Int] = []
    for members in groups.members {
      try context.checkpoint()
      for step in 0..<grid.count {
        if members.count > Evaluator.membersBetweenLooks { try context.checkpoint() }
        found.removeAll(keepingCapacity: true)
        choose(members, step, &found)
        for index in found {
          if chosen[index] == nil {
            chosen[index] = StepBitmap(count: grid.count)
            order.append(index)
          }
          chosen[index]?.insert(step)
        }
      }
    }
    var result = StepVector()
    for index in order {
      var column = vector.columns[index]
      column.presence = chosen[index] ?? column.presence
      result.append(vector.shapes[index], column)
    }
    return result
  }

  private func quantile(
    _ plan: AggregationPlan, _ vector: StepVector, _ groups: GroupMembers, _ quantiles: ScalarColumn
  ) throws -> StepVector {
    informOfHistograms(plan, vector)
    checkQuantiles(plan, quantiles)
    var result = StepVector()
    var values: [Double] = []
    for (group, members) in groups.members.enumerated() {
      try context.checkpoint()
      var column = StepColumn(count: grid.count)
      for step in 0..<grid.count {
        if members.count > Evaluator.membersBetweenLooks { try context.checkpoint() }
        values.removeAll(keepingCapacity: true)
        for member in members where vector.columns[member].hasFloat(at: step) {
          values.append(vector.columns[member].values[step])
        }
        if values.isEmpty { continue }
        values.sort(by: FloatMath.precedes)
        column.set(step, FloatMath.quantile(quantiles[step], ofSorted: values))
      }
      if column.presence.isEmpty { continue }
      try context.hold(column)
      result.append(groups.shapes[group], column)
    }
    return result
  }

  private func countValues(_ plan: AggregationPlan, _ vector: StepVector) throws -> StepVector {
    guard case .string(let label)? = plan.parameter?.operation else {
      preconditionFailure("count_values without a label")
    }
    guard !label.isEmpty else { throw QueryError(.execution, "invalid label name \(QuotedText.quoted(label))") }
    var grouping = plan.grouping
    if case .by(let names) = grouping { grouping = .by(names + [label]) }
    var counts = ValueCounts(grid.count, LabelProjection(grouping), label)
    for (shape, column) in zip(vector.shapes, vector.columns) {
      try context.checkpoint()
      try counts.add(shape, column, context)
    }
    for column in counts.vector.columns { try context.hold(column.weight) }
    return counts.vector
  }

  private func informOfHistograms(_ plan: AggregationPlan, _ vector: StepVector) {
    guard vector.columns.contains(where: \.hasHistograms) else { return }
    let position = plan.operation == .quantile ? plan.operand.position : plan.position
    context.inform("ignored histogram in \(plan.operation.rawValue) aggregation", at: position)
  }
}
