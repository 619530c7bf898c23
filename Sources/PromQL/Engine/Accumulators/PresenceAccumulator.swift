/// `group`.
struct PresenceAccumulator: ColumnAccumulator {
  static let takesHistograms = true
  private var column: StepColumn

  init(steps: Int) {
    column = StepColumn(count: steps)
    column.values = Array(repeating: 1, count: steps)
  }

  mutating func add(_ column: borrowing StepColumn) { self.column.presence.formUnion(column.presence) }

  mutating func merge(_ other: PresenceAccumulator) { column.presence.formUnion(other.column.presence) }

  func finish() -> StepColumn { column }
}
