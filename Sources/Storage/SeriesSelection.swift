package import TimeSeries

/// The series of one selection, and their samples as streams of columns.
///
/// Safe to read from several tasks at once, each its own range of series; this is how a query uses all cores.
package protocol SeriesSelection: Sendable {
  /// The labels of each series, in the order in which samples are delivered. Not sorted by label.
  var labels: [Labels] { get }

  /// The ids of the series, in the order of ``labels``; empty where the series are made and not stored.
  var ids: [SeriesID] { get }

  /// The same frozen series, delivered in another order: position `i` of the result is position `order[i]` of this one.
  /// Positions may be left out. Whoever merges series asks for them side by side.
  func reordered(_ order: [Int]) -> any SeriesSelection

  /// Calls `body` once for each series of `range`, in order, with its position in ``labels`` and its samples within the
  /// selected range (stale markers included; possibly none). The columns are valid during the call only: their memory
  /// is used for the next series.
  ///
  /// - Throws: ``StorageError`` when samples cannot be read, and whatever `body` throws.
  func read(
    _ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void
  ) throws
}

extension SeriesSelection {
  package var ids: [SeriesID] { [] }
}
