import TimeSeries

/// The straight line that fits the samples of one window best, by the reference's compensated sums of x, y, xy and x².
struct LineSums {
  private var count = 0.0
  private var times = CompensatedSum()
  private var values = CompensatedSum()
  private var products = CompensatedSum()
  private var squares = CompensatedSum()

  /// - Parameter origin: where x is zero.
  init(_ rows: Range<Int>, of windows: WindowSeries, origin: Timestamp) {
    count = Double(rows.count)
    for row in rows {
      let time = Double(windows.timestamps[row] - origin) / 1000
      let value = windows.values[row]
      times.add(time)
      values.add(value)
      products.add(time * value)
      squares.add(time * time)
    }
  }

  /// Per second.
  var slope: Double {
    let covariance = products.total - times.total * values.total / count
    let variance = squares.total - times.total * times.total / count
    return covariance / variance
  }

  /// At the origin.
  var intercept: Double { values.total / count - slope * times.total / count }
}
