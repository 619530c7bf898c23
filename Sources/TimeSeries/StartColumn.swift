/// When what the samples of a column count began, by row: their start timestamps.
///
/// 0 says that it is not known, and so does a row behind the end: where no sample has a start timestamp the column is
/// empty and costs nothing.
///
/// *Invariant:* the last element is not 0, so that equal columns are equal arrays.
package struct StartColumn: Sendable, Hashable {
  private var known: [Timestamp] = []

  package init() {}

  /// Takes the starts of the first rows.
  package init(_ starts: [Timestamp]) {
    known = starts
    trim()
  }

  package var isEmpty: Bool { known.isEmpty }
  /// How many rows it reaches over: no row behind has a start.
  package var count: Int { known.count }

  @inline(__always)
  package subscript(row: Int) -> Timestamp { row < known.count ? known[row] : 0 }

  /// Gives `row` a start.
  package mutating func set(_ start: Timestamp, at row: Int) {
    if row < known.count {
      known[row] = start
      if start == 0 { trim() }
    } else if start != 0 {
      known.append(contentsOf: repeatElement(0, count: row - known.count))
      known.append(start)
    }
  }

  /// Makes room for a row before `row`, and gives it a start.
  package mutating func insert(_ start: Timestamp, at row: Int) {
    if row < known.count { known.insert(start, at: row) } else { set(start, at: row) }
  }

  package mutating func remove(at row: Int) {
    guard row < known.count else { return }
    known.remove(at: row)
    trim()
  }

  /// Gives the rows from `place` on the starts of the rows `range` of another column.
  package mutating func append(_ other: StartColumn, _ range: Range<Int>, at place: Int) {
    guard range.lowerBound < other.count else { return }
    for row in range.clamped(to: 0..<other.count) { set(other[row], at: place + row - range.lowerBound) }
  }

  package func rows(_ range: Range<Int>) -> StartColumn {
    range.lowerBound < known.count ? StartColumn(Array(known[range.clamped(to: 0..<known.count)])) : StartColumn()
  }

  /// Empties the column and keeps its memory.
  package mutating func removeAll() {
    if !known.isEmpty { known.removeAll(keepingCapacity: true) }
  }

  private mutating func trim() {
    while known.last == 0 { known.removeLast() }
  }
}
