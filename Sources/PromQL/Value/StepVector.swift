/// An instant vector over all steps, held in memory.
package struct StepVector: StepSource {
  package var shapes: [SeriesShape]
  package var columns: [StepColumn]

  package init(shapes: [SeriesShape] = [], columns: [StepColumn] = []) {
    precondition(shapes.count == columns.count, "\(shapes.count) series with \(columns.count) columns")
    self.shapes = shapes
    self.columns = columns
  }

  package var count: Int { columns.count }

  package mutating func append(_ shape: SeriesShape, _ column: StepColumn) {
    shapes.append(shape)
    columns.append(column)
  }

  package func read(_ range: Range<Int>, _ body: (Int, inout StepColumn) throws -> Void) throws {
    for index in range {
      var column = columns[index]
      try body(index, &column)
    }
  }
}
