/// What is known of some rows of a window, and can be put together from parts.
protocol WindowFold {
  init()
  /// Takes in one more row.
  mutating func add(_ row: Int, of windows: WindowSeries)
  /// Puts together what is known of two sets of rows.
  func merged(with other: Self) -> Self
}

/// Folds of windows that slide, in one pass and without ever taking a row out.
///
/// A window is a queue made of two stacks, as in ``SlidingSum``: for each row of the older part the fold from there to
/// the part's end is known, the newer part has one fold.
enum SlidingFold {
  @inline(__always)
  static func fill<Fold: WindowFold>(
    _ windows: WindowSeries, _ column: inout StepColumn, minimum: Int = 1,
    _ value: (_ step: Int, _ rows: Range<Int>, _ fold: Fold) -> Double
  ) throws {
    try windows.withRoom(of: Fold.self) { older in
      var newer = Fold()
      // The first row of the newer part, and the one behind its last.
      var (split, end) = (0, 0)
      windows.fill(&column, minimum: minimum) { step, rows in
        if rows.lowerBound >= split {
          var fold = Fold()
          for row in rows.reversed() {
            fold.add(row, of: windows)
            older[row] = fold
          }
          (split, end, newer) = (rows.upperBound, rows.upperBound, Fold())
          return value(step, rows, fold)
        }
        while end < rows.upperBound {
          newer.add(end, of: windows)
          end += 1
        }
        return value(step, rows, end == split ? older[rows.lowerBound] : older[rows.lowerBound].merged(with: newer))
      }
    }
  }
}
