/// Mean and sum of squared distances from it of the samples of one window, compensated, in the reference's order.
struct SpreadSums {
  private var count = 0.0
  private var mean = CompensatedSum()
  private var squares = CompensatedSum()

  init(_ rows: Range<Int>, of windows: WindowSeries) {
    for row in rows {
      let value = windows.values[row]
      count += 1
      let delta = value - mean.total
      mean.add(delta / count)
      squares.add(delta * (value - mean.total))
    }
  }

  var variance: Double { squares.total / count }
}
