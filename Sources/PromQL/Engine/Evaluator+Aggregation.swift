import TimeSeries

extension Evaluator {
  /// An aggregation, held: one series for each group, or some of the operand's own.
  func vector(_ plan: AggregationPlan) async throws -> StepVector {
    let source = try await source(plan.operand)
    let shapes = source.shapes
    var groups = SeriesGroups(LabelProjection(plan.grouping))
    for shape in shapes { groups.add(shape.labels) }
    switch plan.operation {
    case .sum: return try await fold(source, groups, plan, MixedAccumulator<SumAccumulator>.self)
    case .avg: return try await fold(source, groups, plan, MixedAccumulator<MeanAccumulator>.self)
    case .min: return try await fold(source, groups, plan, MinimumAccumulator.self)
    case .max: return try await fold(source, groups, plan, MaximumAccumulator.self)
    case .count: return try await fold(source, groups, plan, CountAccumulator.self)
    case .group: return try await fold(source, groups, plan, PresenceAccumulator.self)
    case .stdvar: return try await fold(source, groups, plan, VarianceAccumulator.self)
    case .stddev: return try await fold(source, groups, plan, DeviationAccumulator.self)
    case .quantile, .topk, .bottomk, .limitk, .limitRatio, .countValues:
      let vector = try await context.collect(source)
      return try await select(plan, vector)
    }
  }

  /// Streams the series into one accumulator for each group: every part into its own, which are then merged in order.
  private func fold<Accumulator: ColumnAccumulator>(
    _ source: any StepSource, _ groups: SeriesGroups, _ plan: AggregationPlan, _ kind: Accumulator.Type
  ) async throws -> StepVector {
    let shapes = source.shapes
    let groupOfSeries = groups.groupOfSeries
    let (context, steps, groupCount) = (context, grid.count, groups.count)
    let empty = PartialFold<Accumulator>(groupCount: groupCount)
    let parts = try await context.inParts(of: shapes.count, empty) { partial, part in
      try source.read(part) { index, column in
        if column.presence.isEmpty { return }
        if column.hasHistograms, !Accumulator.takesHistograms, column.removeHistograms() {
          partial.ignoredHistograms = true
        }
        let group = groupOfSeries[index]
        if partial.accumulators[group] == nil {
          try context.hold(steps)
          // About what the accumulators have for each step.
          try context.holdMemory(steps * 24)
          partial.accumulators[group] = Accumulator(steps: steps)
        }
        if column.hasHistograms {
          try context.checkpoint()
          // The sums of the histograms, and what rounding took from them.
          if !partial.hasHistograms(in: group) { try context.holdMemory(2 * column.byteCount) }
        }
        partial.add(column, of: shapes[index].labels, to: group)
        if shapes[index].dropsName { partial.dropsName[group] = true }
      }
    }
    let whole = parts.dropFirst().reduce(into: parts[0]) { $0.merge($1) }
    if whole.ignoredHistograms {
      context.inform("ignored histogram in \(plan.operation.rawValue) aggregation", at: plan.operand.position)
    }
    for name in whole.incompatible.sorted() { context.warnOfMixedSchemas(name, at: plan.operand.position) }
    for accumulator in whole.accumulators { accumulator?.remark(to: context, at: plan.operand.position) }
    return whole.vector(groups.labels)
  }
}

/// The accumulators of one part of the series, by group.
private struct PartialFold<Accumulator: ColumnAccumulator>: Sendable {
  var accumulators: [Accumulator?]
  var dropsName: [Bool]
  var ignoredHistograms = false
  /// The metrics whose native histograms could not be put together with those before them.
  private(set) var incompatible: Set<String> = []
  /// By group, the metric of the native histograms that came first.
  private var histogramNames: [Int: String] = [:]

  func hasHistograms(in group: Int) -> Bool { histogramNames[group] != nil }

  init(groupCount: Int) {
    accumulators = Array(repeating: nil, count: groupCount)
    dropsName = Array(repeating: false, count: groupCount)
  }

  mutating func add(_ column: borrowing StepColumn, of labels: Labels, to group: Int) {
    guard column.hasHistograms else {
      accumulators[group]?.add(column)
      return
    }
    let before = accumulators[group]?.incompatibleCount ?? 0
    accumulators[group]?.add(column)
    if accumulators[group]?.incompatibleCount ?? 0 > before { incompatible.insert(labels.metricName) }
    if histogramNames[group] == nil { histogramNames[group] = labels.metricName }
  }

  mutating func merge(_ other: PartialFold) {
    ignoredHistograms = ignoredHistograms || other.ignoredHistograms
    incompatible.formUnion(other.incompatible)
    for group in accumulators.indices {
      dropsName[group] = dropsName[group] || other.dropsName[group]
      guard let theirs = other.accumulators[group] else { continue }
      if accumulators[group] == nil {
        accumulators[group] = theirs
      } else {
        let known = (accumulators[group]?.incompatibleCount ?? 0) + theirs.incompatibleCount
        accumulators[group]?.merge(theirs)
        let isNew = accumulators[group]?.incompatibleCount ?? 0 > known
        if isNew, let name = other.histogramNames[group] { incompatible.insert(name) }
      }
    }
  }

  func vector(_ labels: [Labels]) -> StepVector {
    var vector = StepVector()
    for (group, accumulator) in accumulators.enumerated() {
      guard let column = accumulator?.finish(), !column.presence.isEmpty else { continue }
      vector.append(SeriesShape(labels[group], dropsName: dropsName[group]), column)
    }
    return vector
  }
}
