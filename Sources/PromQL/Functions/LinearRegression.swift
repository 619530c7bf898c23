import TimeSeries

/// `deriv` and `predict_linear`: a line through each window.
///
/// Windows that overlap slide (``LineFold``), and may differ from the reference in a last digit; others, as those of an
/// instant query or a rule, are summed as the reference does it (``LineSums``).
enum LinearRegression {
  /// - Parameter origin: the time at which a step's line has its ``Line/intercept``.
  @inline(__always)
  static func fill(
    _ windows: WindowSeries, _ column: inout StepColumn, origin: (_ step: Int, _ rows: Range<Int>) -> Timestamp,
    _ value: (_ step: Int, _ line: Line) -> Double
  ) throws {
    var run = EqualRun(windows.values)
    if windows.overlap {
      try SlidingFold.fill(windows, &column, minimum: 2) { (step, rows, fold: LineFold) in
        if run.covers(rows) { return value(step, Line(constant: windows.values[rows.lowerBound])) }
        let time = LineFold.seconds(origin(step, rows), windows)
        return value(step, Line(slope: fold.slope, intercept: fold.value(at: time)))
      }
    } else {
      windows.fill(&column, minimum: 2) { step, rows in
        if run.covers(rows) { return value(step, Line(constant: windows.values[rows.lowerBound])) }
        let sums = LineSums(rows, of: windows, origin: origin(step, rows))
        return value(step, Line(slope: sums.slope, intercept: sums.intercept))
      }
    }
  }

  struct Line {
    /// Per second.
    let slope: Double
    let intercept: Double

    fileprivate init(slope: Double, intercept: Double) {
      self.slope = slope
      self.intercept = intercept
    }

    /// Through samples of one value: rounding must not make a slope of it.
    fileprivate init(constant: Double) {
      slope = constant.isInfinite ? .nan : 0
      intercept = constant.isInfinite ? .nan : constant
    }
  }
}

/// Tells of windows, in their order, whether all of a window's values are the same.
private struct EqualRun {
  private let values: UnsafeBufferPointer<Double>
  /// Where the run of equal values begins that the last row of the last window is in.
  private var start = 0
  private var end = 0

  init(_ values: UnsafeBufferPointer<Double>) { self.values = values }

  @inline(__always)
  mutating func covers(_ rows: Range<Int>) -> Bool {
    while end < rows.upperBound {
      if end > 0, values[end] != values[end - 1] { start = end }
      end += 1
    }
    return start <= rows.lowerBound
  }
}
