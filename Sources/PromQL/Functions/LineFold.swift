import TimeSeries

/// The straight line that fits samples best, by least squares: means, and sums of products of distances from them, which
/// lose no digits however far the samples are from zero.
///
/// An infinite value makes the line NaN.
struct LineFold: WindowFold {
  private var count = 0.0
  /// In seconds since the first sample of the series.
  private var meanTime = 0.0
  private var meanValue = 0.0
  private var timeSquares = 0.0
  private var products = 0.0

  @inline(__always)
  mutating func add(_ row: Int, of windows: WindowSeries) {
    let time = LineFold.seconds(windows.timestamps[row], windows)
    let value = windows.values[row]
    count += 1
    let (timeDelta, valueDelta) = (time - meanTime, value - meanValue)
    let part = 1 / count
    meanTime += timeDelta * part
    meanValue += valueDelta * part
    timeSquares += timeDelta * (time - meanTime)
    products += timeDelta * (value - meanValue)
  }

  @inline(__always)
  func merged(with other: LineFold) -> LineFold {
    var result = self
    let (timeDelta, valueDelta) = (other.meanTime - meanTime, other.meanValue - meanValue)
    result.count += other.count
    let part = other.count / result.count
    result.meanTime += timeDelta * part
    result.meanValue += valueDelta * part
    result.timeSquares += other.timeSquares + timeDelta * timeDelta * count * part
    result.products += other.products + timeDelta * valueDelta * count * part
    return result
  }

  /// Per second.
  var slope: Double { products / timeSquares }

  /// On the line at a time in seconds since the first sample of the series.
  func value(at time: Double) -> Double { meanValue + slope * (time - meanTime) }

  @inline(__always)
  static func seconds(_ time: Timestamp, _ windows: WindowSeries) -> Double {
    Double(time - windows.timestamps[0]) / 1000
  }
}
