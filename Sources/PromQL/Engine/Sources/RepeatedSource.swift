/// A vector that was evaluated for one step, at every step.
struct RepeatedSource: StepSource {
  private let vector: StepVector
  private let count: Int
  private let context: QueryContext

  init(_ vector: StepVector, count: Int, _ context: QueryContext) {
    self.vector = vector
    self.count = count
    self.context = context
  }

  var shapes: [SeriesShape] { vector.shapes }

  func read(_ range: Range<Int>, _ body: (Int, inout StepColumn) throws -> Void) throws {
    for index in range {
      let single = vector.columns[index]
      var column = StepColumn(count: count)
      if single.presence[0] {
        column.values = Array(repeating: single.values[0], count: count)
        column.presence.fill()
        if let histogram = single.histogram(at: 0) { column.histograms = Array(repeating: histogram, count: count) }
      }
      try context.holding(column.histogramByteCount) { try body(index, &column) }
    }
  }
}
