import TimeSeries

/// The straight line that fits the samples of a window best, by least squares. All sums are compensated.
struct LinearRegression {
  /// Per second.
  let slope: Double
  /// At the time that was asked for.
  let intercept: Double

  init(_ windows: WindowSeries, _ rows: Range<Int>, interceptAt origin: Timestamp) {
    let first = windows.values[rows.lowerBound]
    var isConstant = true
    var (x, xError, y, yError) = (0.0, 0.0, 0.0, 0.0)
    var (xy, xyError, xx, xxError) = (0.0, 0.0, 0.0, 0.0)
    let (timestamps, values) = (windows.timestamps, windows.values)
    for row in rows {
      let seconds = Double(timestamps[row] - origin) / 1000
      let value = values[row]
      isConstant = isConstant && value == first
      // An infinite value makes the errors NaN, and so the line.
      FloatMath.addFinite(seconds, to: &x, &xError)
      FloatMath.addFinite(value, to: &y, &yError)
      FloatMath.addFinite(seconds * value, to: &xy, &xyError)
      FloatMath.addFinite(seconds * seconds, to: &xx, &xxError)
    }
    if isConstant {
      slope = first.isInfinite ? .nan : 0
      intercept = first.isInfinite ? .nan : first
      return
    }
    let count = Double(rows.count)
    (x, y, xy, xx) = (x + xError, y + yError, xy + xyError, xx + xxError)
    slope = (xy - x * y / count) / (xx - x * x / count)
    intercept = y / count - slope * x / count
  }
}
