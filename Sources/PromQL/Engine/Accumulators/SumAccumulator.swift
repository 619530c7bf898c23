/// `sum`: compensated, so that neither the order nor the size of the values matters.
struct SumAccumulator: ColumnAccumulator {
  private var sums: [Double]
  private var compensations: [Double]
  private var presence: StepBitmap

  init(steps: Int) {
    // −0 is the neutral element: a sum of negative zeros is one.
    sums = Array(repeating: -0.0, count: steps)
    compensations = Array(repeating: 0, count: steps)
    presence = StepBitmap(count: steps)
  }

  mutating func add(_ column: borrowing StepColumn) {
    sums.withUnsafeMutableBufferPointer { sums in
      compensations.withUnsafeMutableBufferPointer { compensations in
        column.forEachRun { run, values in
          for step in run { FloatMath.add(values[step], to: &sums[step], &compensations[step]) }
        }
      }
    }
    presence.formUnion(column.presence)
  }

  mutating func merge(_ other: SumAccumulator) {
    for step in sums.indices {
      FloatMath.add(other.sums[step], to: &sums[step], &compensations[step])
      if !sums[step].isInfinite { compensations[step] += other.compensations[step] }
    }
    presence.formUnion(other.presence)
  }

  func finish() -> StepColumn {
    var column = StepColumn(count: sums.count)
    for step in sums.indices { column.values[step] = sums[step] + compensations[step] }
    column.presence = presence
    return column
  }
}
