/// `min`.
struct MinimumAccumulator: ExtremeAccumulator {
  var best: StepColumn

  init(steps: Int) {
    best = StepColumn(count: steps)
    best.values = Array(repeating: .nan, count: steps)
  }

  @inline(__always)
  static func isBeaten(_ best: Double, by value: Double) -> Bool { best > value }

  mutating func add(_ column: borrowing StepColumn) { addExtremes(column) }

  mutating func merge(_ other: MinimumAccumulator) { addExtremes(other.best) }

  func finish() -> StepColumn { best }
}
