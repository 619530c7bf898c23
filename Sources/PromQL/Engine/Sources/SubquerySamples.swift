import TimeSeries

/// The steps of an inner evaluation, as samples.
struct SubquerySamples: SampleSource {
  let source: any StepSource
  let grid: StepGrid
  let areStored = false
  let haveBuckets = true

  var shapes: [SeriesShape] { source.shapes }

  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    var samples = SampleColumns()
    try source.read(range) { index, column in
      samples.removeAll()
      column.appendSamples(to: &samples, grid)
      samples.forgetResets()
      try body(index, samples)
    }
  }
}
