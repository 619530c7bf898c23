import Storage
import TimeSeries

/// A selection as storage gives it.
struct StoredSamples: SampleSource {
  let shapes: [SeriesShape]
  private let selection: any SeriesSelection

  init(_ matchers: [LabelMatcher], _ range: SelectRange, _ queryable: any Queryable) throws {
    selection = try queryable.select(matchers, range)
    shapes = selection.labels.map { SeriesShape($0) }
  }

  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    try selection.read(range, body)
  }
}
