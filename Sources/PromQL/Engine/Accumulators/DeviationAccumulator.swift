/// `stddev`.
struct DeviationAccumulator: ColumnAccumulator {
  private var variance: VarianceAccumulator

  init(steps: Int) { variance = VarianceAccumulator(steps: steps) }

  mutating func add(_ column: borrowing StepColumn) { variance.add(column) }

  mutating func merge(_ other: DeviationAccumulator) { variance.merge(other.variance) }

  func finish() -> StepColumn {
    var column = variance.finish()
    column.mapFloats { $0.squareRoot() }
    return column
  }
}
