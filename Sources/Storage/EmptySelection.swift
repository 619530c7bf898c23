package import TimeSeries

/// No series.
package struct EmptySelection: SeriesSelection {
  package init() {}

  package var labels: [Labels] { [] }

  package func reordered(_ order: [Int]) -> any SeriesSelection { self }

  package func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {}
}
