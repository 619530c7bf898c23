/// A vector whose columns are changed one by one as they stream by.
struct MappedSource: StepSource {
  let shapes: [SeriesShape]
  private let source: any StepSource
  /// One after the other. What maps a mapped source is put behind its kernels: of a long sum with numbers no step of
  /// reading lies within another.
  private let kernels: [ColumnKernel]

  init(_ source: any StepSource, dropsName: Bool, kernel: @escaping ColumnKernel) {
    let mapped = source as? MappedSource
    self.source = mapped?.source ?? source
    kernels = (mapped?.kernels ?? []) + [kernel]
    shapes = dropsName ? source.shapes.map { SeriesShape($0.labels, dropsName: true) } : source.shapes
  }

  func read(_ range: Range<Int>, _ body: (Int, inout StepColumn) throws -> Void) throws {
    try source.read(range) { index, column in
      for kernel in kernels { try kernel(&column) }
      try body(index, &column)
    }
  }
}
