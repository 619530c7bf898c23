import Storage
import TimeSeries

/// Series with their samples as stored, or as a subquery computed them: what windows slide over.
protocol SampleSource: Sendable {
  var shapes: [SeriesShape] { get }

  /// As ``SeriesSelection/read(_:_:)``.
  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws
}

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

/// The steps of an inner evaluation, as samples.
struct SubquerySamples: SampleSource {
  let source: any StepSource
  let grid: StepGrid

  var shapes: [SeriesShape] { source.shapes }

  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    var samples = SampleColumns()
    try source.read(range) { index, column in
      samples.removeAll()
      column.appendSamples(to: &samples, grid)
      try body(index, samples)
    }
  }
}

extension StepColumn {
  /// The steps that have a sample, with their times.
  func appendSamples(to samples: inout SampleColumns, _ grid: StepGrid) {
    presence.forEach { step in
      if let histogram = histogram(at: step) {
        samples.append(grid[step], histogram)
      } else {
        samples.append(grid[step], values[step])
      }
    }
  }
}
