/// Sums and means of windows that slide, in one pass and without ever subtracting.
///
/// A window is a queue made of two stacks: for each row of the older part, the sum from there to the part's end is
/// known; the newer part has one running sum. Taking a row in costs one addition, dropping one costs nothing, and when
/// the older part is used up, the newer one becomes it. All sums are compensated, so that the result has the accuracy
/// of summing each window by itself.
struct SlidingSum {
  private struct Compensated {
    var sum = -0.0
    var error = 0.0

    @inline(__always)
    mutating func add(_ value: Double) { FloatMath.add(value, to: &sum, &error) }

    @inline(__always)
    static func + (left: Compensated, right: Compensated) -> Compensated {
      var result = left
      result.add(right.sum)
      result.error += right.error
      return result
    }
  }

  /// Sums from each row of the older part to its end; the row `split − 1` is the last one.
  private var older: [Compensated] = []
  private var newer = Compensated()
  /// The first row of the newer part, and the one behind its last.
  private var split = 0
  private var end = 0

  static func fill(_ windows: WindowSeries, _ column: inout StepColumn, asMean: Bool) {
    guard SlidingSum.isSafe(windows.values) else { return fillOneByOne(windows, &column, asMean: asMean) }
    var sliding = SlidingSum()
    windows.forEachFloatWindow { step, rows in
      let sum = sliding.slide(to: rows, of: windows.values)
      let count = Double(rows.count)
      column.set(step, asMean ? sum.sum / count + sum.error / count : sum.sum + sum.error)
    }
  }

  /// Whether no sum of these values can overflow or meet an infinity or NaN; then any order of additions will do.
  private static func isSafe(_ values: UnsafeBufferPointer<Double>) -> Bool {
    let bound = Double.greatestFiniteMagnitude / 4 / Double(max(1, values.count))
    var isSafe = true
    for value in values { isSafe = isSafe && value.magnitude < bound }
    return isSafe
  }

  /// Each window by itself, as the reference does it.
  private static func fillOneByOne(_ windows: WindowSeries, _ column: inout StepColumn, asMean: Bool) {
    windows.forEachFloatWindow { step, rows in
      if asMean {
        var mean = RunningMean()
        for row in rows { mean.add(windows.values[row]) }
        column.set(step, mean.value)
      } else {
        var sum = Compensated()
        for row in rows { sum.add(windows.values[row]) }
        column.set(step, sum.sum.isInfinite ? sum.sum : sum.sum + sum.error)
      }
    }
  }

  private mutating func slide(to rows: Range<Int>, of values: UnsafeBufferPointer<Double>) -> Compensated {
    if rows.lowerBound >= split { restart(at: rows, of: values) }
    while end < rows.upperBound {
      newer.add(values[end])
      end += 1
    }
    return rows.lowerBound < split ? older[older.count - (split - rows.lowerBound)] + newer : newer
  }

  /// Makes all of the window the older part.
  private mutating func restart(at rows: Range<Int>, of values: UnsafeBufferPointer<Double>) {
    older.removeAll(keepingCapacity: true)
    older.append(contentsOf: repeatElement(Compensated(), count: rows.count))
    var sum = Compensated()
    for row in rows.reversed() {
      sum.add(values[row])
      older[row - rows.lowerBound] = sum
    }
    newer = Compensated()
    split = rows.upperBound
    end = rows.upperBound
  }
}
