/// Minima and maxima of windows that slide, in one pass.
///
/// A window is a queue made of two stacks, as in ``SlidingSum``: for each row of the older part the best from there to
/// the part's end is known, the newer part has one best. NaN loses against everything; a window of nothing else is NaN.
struct SlidingExtreme {
  static func fill(_ windows: WindowSeries, _ column: inout StepColumn, takesLargest: Bool) {
    if takesLargest {
      slide(windows, &column) { $0 > $1 || $1.isNaN ? $0 : $1 }
    } else {
      slide(windows, &column) { $0 < $1 || $1.isNaN ? $0 : $1 }
    }
  }

  @inline(__always)
  private static func slide(
    _ windows: WindowSeries, _ column: inout StepColumn, _ better: (Double, Double) -> Double
  ) {
    let values = windows.values
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, values.count)) { older in
      var newer = Double.nan
      // The first row of the newer part, and the one behind its last.
      var (split, end) = (0, 0)
      windows.fill(&column) { _, rows in
        if rows.lowerBound >= split {
          var best = Double.nan
          for row in rows.reversed() {
            best = better(best, values[row])
            older[row] = best
          }
          (split, end, newer) = (rows.upperBound, rows.upperBound, .nan)
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
}
