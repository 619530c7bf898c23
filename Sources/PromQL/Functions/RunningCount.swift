/// How many rows up to each are of some kind, so that those in a window are counted at once.
struct RunningCount {
  /// Before each row, and of all.
  private var before: [Int32] = [0]

  /// - Parameter isCounted: is asked of each row once, in their order.
  @inline(__always)
  init(_ rowCount: Int, where isCounted: (Int) -> Bool) {
    before.reserveCapacity(rowCount + 1)
    var count: Int32 = 0
    for row in 0..<rowCount {
      if isCounted(row) { count += 1 }
      before.append(count)
    }
  }

  /// The number of those among `rows`.
  subscript(rows: Range<Int>) -> Int { Int(before[rows.upperBound] - before[rows.lowerBound]) }

  /// Whether `row` is one of them.
  subscript(row: Int) -> Bool { before[row] != before[row + 1] }
}
