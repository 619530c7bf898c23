/// Minima and maxima of windows that slide, in one pass.
///
/// A window is a queue made of two stacks, as in ``SlidingSum``: for each row of the older part the best from there to
/// the part's end is known, the newer part has one best. NaN loses against everything; a window of nothing else is NaN.
struct SlidingExtreme {
  static func fill(_ windows: WindowSeries, _ column: inout StepColumn, takesLargest: Bool) {
    switch (takesLargest, hasNaN(windows.values)) {
    case (true, false): fill(windows, &column, neutral: -.infinity) { $0 > $1 ? $0 : $1 }
    case (false, false): fill(windows, &column, neutral: .infinity) { $0 < $1 ? $0 : $1 }
    case (true, true): fill(windows, &column, neutral: .nan) { $0 > $1 || $1.isNaN ? $0 : $1 }
    case (false, true): fill(windows, &column, neutral: .nan) { $0 < $1 || $1.isNaN ? $0 : $1 }
    }
  }

  @inline(__always)
  private static func fill(
    _ windows: WindowSeries, _ column: inout StepColumn, neutral: Double, _ better: (Double, Double) -> Double
  ) {
    slide(windows, &column, neutral: neutral, at: { windows.values[$0] }, better, value: { $0 })
  }

  /// When the extreme was last there, in seconds.
  static func fillTimes(_ windows: WindowSeries, _ column: inout StepColumn, takesLargest: Bool) {
    typealias Candidate = (value: Double, row: Int)
    let neutral: Candidate = (.nan, -1)
    func better(_ one: Candidate, _ other: Candidate) -> Candidate {
      let (earlier, later) = one.row < other.row ? (one, other) : (other, one)
      let isReached = takesLargest ? later.value >= earlier.value : later.value <= earlier.value
      return isReached || earlier.value.isNaN ? later : earlier
    }
    slide(
      windows, &column, neutral: neutral, at: { (windows.values[$0], $0) }, better,
      value: { Double(windows.timestamps[$0.row]) / 1000 })
  }

  @inline(__always)
  private static func slide<Candidate>(
    _ windows: WindowSeries, _ column: inout StepColumn, neutral: Candidate, at row: (Int) -> Candidate,
    _ better: (Candidate, Candidate) -> Candidate, value: (Candidate) -> Double
  ) {
    withUnsafeTemporaryAllocation(of: Candidate.self, capacity: max(1, windows.values.count)) { older in
      var newer = neutral
      // The first row of the newer part, and the one behind its last.
      var (split, end) = (0, 0)
      windows.fill(&column) { _, rows in
        if rows.lowerBound >= split {
          var best = neutral
          for index in rows.reversed() {
            best = better(best, row(index))
            older[index] = best
          }
          (split, end, newer) = (rows.upperBound, rows.upperBound, neutral)
          return value(older[rows.lowerBound])
        }
        while end < rows.upperBound {
          newer = better(newer, row(end))
          end += 1
        }
        return value(better(older[rows.lowerBound], newer))
      }
    }
  }

  private static func hasNaN(_ values: UnsafeBufferPointer<Double>) -> Bool {
    var found = false
    for value in values { found = found || value != value }
    return found
  }
}
