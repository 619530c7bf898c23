import TimeSeries

/// An accumulator of floats that has a meaning for native histograms as well.
protocol MixableAccumulator: ColumnAccumulator {
  /// Whether histograms are averaged, else added up.
  static var averages: Bool { get }
}

extension SumAccumulator: MixableAccumulator {
  static var averages: Bool { false }
}

extension MeanAccumulator: MixableAccumulator {
  static var averages: Bool { true }
}

/// Floats in an accumulator of theirs, and histograms beside it. A step that has seen both has no result.
struct MixedAccumulator<Floats: MixableAccumulator>: ColumnAccumulator {
  static var takesHistograms: Bool { true }

  private var floats: Floats
  private var floatSteps: StepBitmap
  /// Empty as long as there are no histograms, else one entry a step.
  private var sums: [HistogramSum] = []

  init(steps: Int) {
    floats = Floats(steps: steps)
    floatSteps = StepBitmap(count: steps)
  }

  mutating func add(_ column: borrowing StepColumn) {
    guard column.hasHistograms else {
      floats.add(column)
      floatSteps.formUnion(column.presence)
      return
    }
    if sums.isEmpty { sums = Array(repeating: HistogramSum(), count: column.count) }
    var rest = copy column
    column.presence.forEach { step in
      if let histogram = column.histogram(at: step) { sums[step].add(histogram) }
    }
    rest.removeHistograms()
    floats.add(rest)
    floatSteps.formUnion(rest.presence)
  }

  mutating func merge(_ other: MixedAccumulator) {
    floats.merge(other.floats)
    floatSteps.formUnion(other.floatSteps)
    if sums.isEmpty {
      sums = other.sums
    } else {
      for (step, sum) in other.sums.enumerated() { sums[step].merge(sum) }
    }
  }

  func finish() -> StepColumn {
    var column = floats.finish()
    for (step, sum) in sums.enumerated() where sum.count > 0 {
      if !floatSteps[step], let histogram = sum.result(asMean: Floats.averages) {
        column.set(step, histogram)
      } else {
        column.presence[step] = false
      }
    }
    return column
  }

  var incompatibleCount: Int { sums.reduce(0) { $0 + ($1.isIncompatible ? 1 : 0) } }

  func remark(to context: QueryContext, at position: SourceRange) {
    for (step, sum) in sums.enumerated() where sum.count > 0 {
      if floatSteps[step] { context.warn("encountered a mix of histograms and floats for aggregation", at: position) }
      var notes = sum.notes
      // Where there is no result, nothing can be wrong with it.
      if floatSteps[step] || sum.isIncompatible { notes.resetsConflict = false }
      context.remark(notes, during: "aggregation", at: position)
    }
  }
}
