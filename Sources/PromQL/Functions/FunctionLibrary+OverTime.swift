import Glibc
import TimeSeries

extension FunctionLibrary {
  /// Aggregations of each window.
  static let overTime: [Function] = [
    Function(
      "last_over_time", dropsName: false,
      .window { _ in
        pick {
          $0.upperBound - 1
        } histogram: {
          $0.last
        }
      }),
    Function("count_over_time", .window { _ in countSamples { Double($0) } }),
    Function("present_over_time", .window { _ in countSamples { _ in 1 } }),
    Function("sum_over_time", .window { _ in floats(sum) }),
    Function("avg_over_time", .window { _ in floats(mean) }),
    Function("min_over_time", .window { _ in extreme { $0 > $1 } }),
    Function("max_over_time", .window { _ in extreme { $0 < $1 } }),
  ]

  /// What `fold` makes of the floats of each window.
  static func floats(_ fold: @escaping @Sendable (UnsafeBufferPointer<Double>) -> Double) -> WindowKernel {
    { windows, column in
      windows.forEachFloatWindow { step, rows in
        column.set(step, fold(UnsafeBufferPointer(rebasing: windows.values[rows])))
      }
    }
  }

  private static func pick(
    _ row: @escaping @Sendable (Range<Int>) -> Int, histogram: @escaping @Sendable (Range<Int>) -> Int?
  ) -> WindowKernel {
    { windows, column in
      windows.forEachFloatWindow { step, rows in column.set(step, windows.values[row(rows)]) }
    }
  }

  private static func countSamples(_ value: @escaping @Sendable (Int) -> Double) -> WindowKernel {
    { windows, column in
      for step in 0..<windows.grid.count {
        let count = windows.floatRows(step).count + windows.histogramRows(step).count
        if count > 0 { column.set(step, value(count)) }
      }
    }
  }

  private static func sum(_ values: UnsafeBufferPointer<Double>) -> Double {
    var sum = -0.0
    var compensation = 0.0
    for value in values { FloatMath.add(value, to: &sum, &compensation) }
    return sum + compensation
  }

  /// Sum by count as long as the sum does not overflow, from there on an incremental mean.
  private static func mean(_ values: UnsafeBufferPointer<Double>) -> Double {
    var mean = RunningMean()
    for value in values { mean.add(value) }
    return mean.value
  }

  /// The first value that no later one beats; NaN is beaten by all.
  private static func extreme(_ isBeaten: @escaping @Sendable (Double, Double) -> Bool) -> WindowKernel {
    floats { values in
      var best = values[0]
      for value in values.dropFirst() where isBeaten(best, value) || best.isNaN { best = value }
      return best
    }
  }
}
