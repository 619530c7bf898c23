import Storage
import TimeSeries

/// Series held in an array: what dedup works on in these tests.
struct FixedSelection: SeriesSelection {
  var series: [(labels: Labels, samples: SampleColumns)]

  var labels: [Labels] { series.map(\.labels) }

  func reordered(_ order: [Int]) -> any SeriesSelection { FixedSelection(series: order.map { series[$0] }) }

  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    for position in range { try body(position, series[position].samples) }
  }
}
