/// Mean and sum of squared distances from it, by Welford; two are put together by Chan's formula.
///
/// An infinite value makes both NaN.
struct SpreadFold: WindowFold {
  private var count = 0.0
  private var mean = 0.0
  private var squares = 0.0

  var variance: Double { squares / count }

  @inline(__always)
  mutating func add(_ row: Int, of windows: WindowSeries) {
    let value = windows.values[row]
    count += 1
    let delta = value - mean
    mean += delta / count
    squares += delta * (value - mean)
  }

  @inline(__always)
  func merged(with other: SpreadFold) -> SpreadFold {
    var result = self
    let delta = other.mean - mean
    result.count += other.count
    let part = other.count / result.count
    result.mean += delta * part
    result.squares += other.squares + delta * delta * count * part
    return result
  }
}
