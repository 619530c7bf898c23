import TimeSeries

/// `deriv` and `predict_linear`: lines through windows that slide.
enum LinearRegression {
  static func fill(
    _ windows: WindowSeries, _ column: inout StepColumn, _ value: (_ step: Int, _ line: Line) -> Double
  ) {
    var run = EqualRun(windows.values)
    SlidingFold.fill(windows, &column, minimum: 2) { (step, rows, fold: LineFold) in
      let isConstant = run.covers(rows)
      return value(step, Line(fold: fold, constant: isConstant ? windows.values[rows.lowerBound] : nil))
    }
  }

  /// The line of one window.
  struct Line {
    fileprivate let fold: LineFold
    /// The value, where all samples have the same: rounding must not make a slope of it.
    fileprivate let constant: Double?

    /// Per second.
    var slope: Double {
      guard let constant else { return fold.slope }
      return constant.isInfinite ? .nan : 0
    }

    /// At a time in seconds since the first sample of the series.
    func value(at time: Double) -> Double {
      guard let constant else { return fold.value(at: time) }
      return constant.isInfinite ? .nan : constant
    }
  }
}

/// Tells of windows that slide whether all of their values are the same.
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
