/// A vector under other labels. The values stream through untouched.
struct RelabeledSource: StepSource {
  let shapes: [SeriesShape]
  private let source: any StepSource

  /// - Parameter shapes: one for each series of `source`.
  init(_ source: any StepSource, shapes: [SeriesShape]) {
    self.source = source
    self.shapes = shapes
  }

  func read(_ range: Range<Int>, _ body: (Int, inout StepColumn) throws -> Void) throws {
    try source.read(range, body)
  }
}
