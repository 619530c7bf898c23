/// An instant vector over all steps, delivered series by series.
///
/// Labels come first and once; values then stream by in columns, so that an aggregation over a hundred thousand series
/// holds one of them at a time. Safe to read from several tasks at once, each its own range.
package protocol StepSource: Sendable {
  var shapes: [SeriesShape] { get }

  /// Calls `body` once for each series of `range`, in order, with its position and its column. The column may be
  /// changed or taken; what is left of it serves as memory for the next series.
  func read(_ range: Range<Int>, _ body: (Int, inout StepColumn) throws -> Void) throws
}
