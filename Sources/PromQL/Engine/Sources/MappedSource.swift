/// A vector whose columns are changed one by one as they stream by.
struct MappedSource: StepSource {
  let shapes: [SeriesShape]
  private let source: any StepSource
  private let kernel: ColumnKernel

  init(_ source: any StepSource, dropsName: Bool, kernel: @escaping ColumnKernel) {
    self.source = source
    self.kernel = kernel
    shapes = dropsName ? source.shapes.map { SeriesShape($0.labels, dropsName: true) } : source.shapes
  }

  func read(_ range: Range<Int>, _ body: (Int, inout StepColumn) throws -> Void) throws {
    try source.read(range) { index, column in
      try kernel(&column)
      try body(index, &column)
    }
  }
}
