import TimeSeries

/// Functions of the values of a window in their order.
extension FunctionLibrary {
  static func quantile(_ call: FunctionCall) -> WindowKernel {
    let quantiles = call.scalar(0) ?? ScalarColumn(.nan)
    return floatsOnly(call) { windows, column in
      try fill(windows, &column) { step, count, place in
        call.context.checkQuantile(quantiles[step], at: call.position(0))
        return FloatMath.quantile(quantiles[step], count: count, at: place)
      }
    }
  }

  /// The median distance from the median.
  static func medianDistance(_ call: FunctionCall) -> WindowKernel {
    floatsOnly(call) { windows, column in
      try fill(windows, &column) { _, count, place in
        let median = FloatMath.quantile(0.5, count: count, at: place)
        // With NaN among the values, which come first, there is no median.
        return place(0).isNaN
          ? .nan : FloatMath.quantile(0.5, count: count) { distance($0, from: median, count, place) }
      }
    }
  }

  /// The distance from `median` that as many values as `rank` do not reach.
  ///
  /// The values nearest to the median are neighbours in the order, so it is a matter of where these begin: where the
  /// farther one of their ends is nearest.
  @inline(__always)
  private static func distance(_ rank: Int, from median: Double, _ count: Int, _ place: (Int) -> Double) -> Double {
    if median.isInfinite { return distance(rank, fromInfinite: median, count, place) }
    var (low, high) = (0, count - 1 - rank)
    while low < high {
      let middle = (low + high) / 2
      if median - place(middle) > place(middle + rank) - median {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let reach = max(median - place(low), place(low + rank) - median)
    return low == 0 ? reach : min(reach, median - place(low - 1))
  }

  /// From itself infinity has no distance, which comes first; everything else is as far away. Those that are as infinite as
  /// the median are at one end of the order.
  private static func distance(
    _ rank: Int, fromInfinite median: Double, _ count: Int, _ place: (Int) -> Double
  ) -> Double {
    // Where the larger ones of both begin.
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if place(middle) > -.infinity && place(middle) >= median { high = middle } else { low = middle + 1 }
    }
    return rank < (median < 0 ? low : count - low) ? .nan : .infinity
  }

  /// Gives each step what `value` makes of its window: how many values there are, and each by its place in their order.
  @inline(__always)
  private static func fill(
    _ windows: WindowSeries, _ column: inout StepColumn,
    _ value: (_ step: Int, _ count: Int, _ place: (Int) -> Double) -> Double
  ) throws {
    // Ranks order all rows of the series: that pays where most rows are in several windows.
    guard windows.overlap else {
      return windows.fill(&column) { step, rows in
        let sorted = windows.values[rows].sorted(by: FloatMath.precedes)
        return value(step, sorted.count) { sorted[$0] }
      }
    }
    try windows.context.holding(RankedWindow.peakByteCount(rows: windows.values.count)) {
      var ranked = RankedWindow(windows.values)
      windows.fill(&column) { step, rows in
        ranked.slide(to: rows)
        return value(step, ranked.count) { ranked[$0] }
      }
    }
  }
}
