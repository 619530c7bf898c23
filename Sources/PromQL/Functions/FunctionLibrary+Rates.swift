import TimeSeries

extension FunctionLibrary {
  /// How fast a series changes.
  static let rates: [Function] = [
    Function("rate", .window { _ in Extrapolation(isCounter: true, isRate: true).fill }),
    Function("increase", .window { _ in Extrapolation(isCounter: true, isRate: false).fill }),
    Function("delta", .window { _ in Extrapolation(isCounter: false, isRate: false).fill }),
    Function("irate", .window { _ in lastChange(isRate: true) }),
    Function("idelta", .window { _ in lastChange(isRate: false) }),
    Function("changes", .window { _ in eventCount { $0 != $1 && !($0.isNaN && $1.isNaN) } }),
    Function("resets", .window { _ in eventCount { $1 < $0 } }),
  ]

  /// From the last two samples of each window.
  private static func lastChange(isRate: Bool) -> WindowKernel {
    { windows, column in
      windows.forEachFloatWindow { step, rows in
        guard rows.count > 1 else { return }
        let (before, last) = (windows.values[rows.upperBound - 2], windows.values[rows.upperBound - 1])
        // After a reset a counter has come from zero.
        let change = isRate && last < before ? last : last - before
        let elapsed = windows.timestamps[rows.upperBound - 1] - windows.timestamps[rows.upperBound - 2]
        column.set(step, isRate ? change / (Double(elapsed) / 1000) : change)
      }
    }
  }

  /// How many neighbours in each window are an event; counted once for the series, then by difference.
  private static func eventCount(_ isEvent: @escaping @Sendable (Double, Double) -> Bool) -> WindowKernel {
    { windows, column in
      var before = [Int32](repeating: 0, count: windows.values.count)
      for row in before.indices.dropFirst() {
        before[row] = before[row - 1] + (isEvent(windows.values[row - 1], windows.values[row]) ? 1 : 0)
      }
      windows.forEachFloatWindow { step, rows in
        column.set(step, Double(before[rows.upperBound - 1] - before[rows.lowerBound]))
      }
    }
  }
}
