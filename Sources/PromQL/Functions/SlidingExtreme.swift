/// Minima and maxima of windows that slide, in one pass.
///
/// A window is a queue made of two stacks, as in ``SlidingSum``: for each row of the older part the best from there to
/// the part's end is known, the newer part has one best. NaN loses against everything; a window of nothing else is NaN.
struct SlidingExtreme {
  static func fill(_ windows: WindowSeries, _ column: inout StepColumn, takesLargest: Bool) throws {
    switch (takesLargest, hasNaN(windows.values)) {
    case (true, false): try slide(windows, &column, neutral: -.infinity) { $0 > $1 ? $0 : $1 }
    case (false, false): try slide(windows, &column, neutral: .infinity) { $0 < $1 ? $0 : $1 }
    case (true, true): try slide(windows, &column, neutral: .nan) { $0 > $1 || $1.isNaN ? $0 : $1 }
    case (false, true): try slide(windows, &column, neutral: .nan) { $0 < $1 || $1.isNaN ? $0 : $1 }
    }
  }

  @inline(__always)
  private static func slide(
    _ windows: WindowSeries, _ column: inout StepColumn, neutral: Double, _ better: (Double, Double) -> Double
  ) throws {
    let values = windows.values
    try windows.withRoom(of: Double.self) { older in
      var newer = neutral
      // The first row of the newer part, and the one behind its last.
      var (split, end) = (0, 0)
      windows.fill(&column) { _, rows in
        if rows.lowerBound >= split {
          var best = neutral
          for row in rows.reversed() {
            best = better(best, values[row])
            older[row] = best
          }
          (split, end, newer) = (rows.upperBound, rows.upperBound, neutral)
          return older[rows.lowerBound]
        }
        while end < rows.upperBound {
          newer = better(newer, values[end])
          end += 1
        }
        return better(older[rows.lowerBound], newer)
      }
    }
  }

  private static func hasNaN(_ values: UnsafeBufferPointer<Double>) -> Bool {
    var found = false
    for value in values { found = found || value != value }
    return found
  }
}
