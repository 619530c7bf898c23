/// `count`.
struct CountAccumulator: ColumnAccumulator {
  static let takesHistograms = true
  private var counts: StepColumn

  init(steps: Int) { counts = StepColumn(count: steps) }

  mutating func add(_ column: borrowing StepColumn) {
    counts.values.withUnsafeMutableBufferPointer { counts in
      column.presence.forEachRun { run in
        for step in run { counts[step] += 1 }
      }
    }
    counts.presence.formUnion(column.presence)
  }

  mutating func merge(_ other: CountAccumulator) {
    for step in counts.values.indices { counts.values[step] += other.counts.values[step] }
    counts.presence.formUnion(other.counts.presence)
  }

  func finish() -> StepColumn { counts }
}
