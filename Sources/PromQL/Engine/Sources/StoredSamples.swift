import Storage
import TimeSeries

/// A selection as storage gives it.
struct StoredSamples: SampleSource {
  let shapes: [SeriesShape]
  let areStored = true
  private let selection: any SeriesSelection
  private let tellsResets: Bool

  var haveBuckets: Bool { !tellsResets }

  init(
    _ matchers: [LabelMatcher], _ range: SelectRange, _ context: QueryContext, tellsResets: Bool = false
  ) throws {
    selection = try context.select(matchers, range)
    self.tellsResets = tellsResets
    shapes = selection.labels.map { SeriesShape($0) }
  }

  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    guard tellsResets else { return try selection.read(range, body) }
    try selection.read(range) { index, samples in
      if samples.histograms.isEmpty { return try body(index, samples) }
      var told = copy samples
      told.tellResets()
      try body(index, told)
    }
  }
}
