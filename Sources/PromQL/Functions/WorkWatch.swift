/// Looks, in the middle of one series, whether the query is over: a subquery gives a single series millions of rows and
/// steps, and functions that look at all rows of each window, or at histograms, take minutes and hours over them.
struct WorkWatch {
  /// Some milliseconds of work.
  static let rowsBetweenLooks = 1 << 20
  /// A native histogram is as much work as so many floats.
  static let rowsPerHistogram = 64

  private let context: QueryContext
  private var rowsLeft = rowsBetweenLooks
  private var wasOver = false

  init(_ context: QueryContext) { self.context = context }

  /// Whether nobody waits for the rest any more, `rowCount` rows of work after the last time; whoever reads the series
  /// then throws.
  @inline(__always)
  mutating func isOver(after rowCount: Int) -> Bool {
    rowsLeft -= rowCount + 1
    return rowsLeft < 0 && look()
  }

  /// Throws if nobody waits for the rest any more.
  @inline(__always)
  mutating func check(after rowCount: Int) throws {
    if isOver(after: rowCount) { try context.checkpoint() }
  }

  @inline(never)
  private mutating func look() -> Bool {
    if wasOver { return true }
    rowsLeft = WorkWatch.rowsBetweenLooks
    wasOver = context.isOver
    if wasOver { rowsLeft = -1 }
    return wasOver
  }
}
