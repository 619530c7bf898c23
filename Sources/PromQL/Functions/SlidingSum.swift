/// Sums and means of windows that slide, in one pass and without ever subtracting.
///
/// A window is a queue made of two stacks: for each row of the older part, the sum from there to the part's end is
/// known; the newer part has one running sum. Taking a row in costs one addition, dropping one costs nothing, and when
/// the older part is used up, all of the window becomes it. All sums are compensated, so that the result has the
/// accuracy of summing each window by itself.
enum SlidingSum {
  private struct Compensated {
    var sum = -0.0
    var error = 0.0

    @inline(__always)
    mutating func add(_ value: Double) { FloatMath.addFinite(value, to: &sum, &error) }
  }

  static func fill(_ windows: WindowSeries, _ column: inout StepColumn, asMean: Bool) throws {
    guard windows.overlap, FloatMath.sumsInAnyOrder(windows.values.count, { windows.values[$0] }) else {
      return fillOneByOne(windows, &column, asMean: asMean)
    }
    if asMean {
      try slide(windows, &column) { sum, count in FloatMath.mean(sum.sum, sum.error, count) }
    } else {
      try slide(windows, &column) { sum, _ in sum.sum + sum.error }
    }
  }

  @inline(__always)
  private static func slide(
    _ windows: WindowSeries, _ column: inout StepColumn, _ value: (Compensated, Double) -> Double
  ) throws {
    let values = windows.values
    try windows.withRoom(of: Compensated.self) { older in
      var newer = Compensated()
      // The first row of the newer part, and the one behind its last.
      var (split, end) = (0, 0)
      windows.fill(&column) { _, rows in
        if rows.lowerBound >= split {
          var sum = Compensated()
          for row in rows.reversed() {
            sum.add(values[row])
            older[row] = sum
          }
          (split, end, newer) = (rows.upperBound, rows.upperBound, Compensated())
          return value(sum, Double(rows.count))
        }
        while end < rows.upperBound {
          newer.add(values[end])
          end += 1
        }
        var sum = older[rows.lowerBound]
        sum.add(newer.sum)
        sum.error += newer.error
        return value(sum, Double(rows.count))
      }
    }
  }

  /// Each window by itself, as the reference does it.
  private static func fillOneByOne(_ windows: WindowSeries, _ column: inout StepColumn, asMean: Bool) {
    windows.fill(&column) { _, rows in
      if asMean {
        var mean = RunningMean()
        for row in rows { mean.add(windows.values[row]) }
        return mean.value
      }
      var (sum, error) = (-0.0, 0.0)
      for row in rows { FloatMath.add(windows.values[row], to: &sum, &error) }
      return sum.isInfinite ? sum : sum + error
    }
  }
}
