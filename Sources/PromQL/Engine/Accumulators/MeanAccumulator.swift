/// `avg`.
struct MeanAccumulator: ColumnAccumulator {
  private var means: [RunningMean]
  private var presence: StepBitmap

  init(steps: Int) {
    means = Array(repeating: RunningMean(), count: steps)
    presence = StepBitmap(count: steps)
  }

  mutating func add(_ column: borrowing StepColumn) {
    means.withUnsafeMutableBufferPointer { means in
      column.forEachRun { run, values in
        for step in run { means[step].add(values[step]) }
      }
    }
    presence.formUnion(column.presence)
  }

  mutating func merge(_ other: MeanAccumulator) {
    other.presence.forEach { means[$0].merge(other.means[$0]) }
    presence.formUnion(other.presence)
  }

  func finish() -> StepColumn {
    var column = StepColumn(count: means.count)
    presence.forEach { column.set($0, means[$0].normalValue) }
    return column
  }
}
