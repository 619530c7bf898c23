import Glibc
import TimeSeries

extension FunctionLibrary {
  /// Aggregations of each window.
  static let overTime: [Function] = [
    Function("last_over_time", dropsName: false, .window { _ in LatestSample.fill }),
    Function("first_over_time", dropsName: false, .window { _ in EarliestSample.fill }),
    Function("count_over_time", .window { _ in countSamples { Double($0) } }),
    Function("present_over_time", .window { _ in countSamples { _ in 1 } }),
    Function("sum_over_time", .window { call in total(call, asMean: false) }),
    Function("avg_over_time", .window { call in total(call, asMean: true) }),
    Function(
      "min_over_time", .window { call in floatsOnly(call) { try SlidingExtreme.fill($0, &$1, takesLargest: false) } }),
    Function(
      "max_over_time", .window { call in floatsOnly(call) { try SlidingExtreme.fill($0, &$1, takesLargest: true) } }),
    Function("stdvar_over_time", .window { call in spread(call) { $0 } }),
    Function("stddev_over_time", .window { call in spread(call) { $0.squareRoot() } }),
    Function("mad_over_time", .window { call in medianDistance(call) }),
    Function("quantile_over_time", .window { call in quantile(call) }),
    Function("ts_of_first_over_time", .window { _ in firstTime }),
    Function("ts_of_last_over_time", .window { _ in lastTime }),
    Function("ts_of_min_over_time", .window { call in floatsOnly(call, timeOfExtreme(SmallestFirst.self)) }),
    Function("ts_of_max_over_time", .window { call in floatsOnly(call, timeOfExtreme(LargestFirst.self)) }),
  ]

  // MARK: Floats beside histograms

  /// A kernel that looks at floats only, and says so where a window has histograms as well.
  static func floatsOnly(_ call: FunctionCall, _ kernel: @escaping WindowKernel) -> WindowKernel {
    { windows, column in
      try kernel(windows, &column)
      if windows.hasMixedWindow {
        call.context.informOfIgnoredHistograms(windows.labels, at: call.position(of: .rangeVector))
      }
    }
  }

  /// A kernel for windows of one kind; a window of both has no answer.
  static func eitherKind(_ call: FunctionCall, _ kernel: @escaping WindowKernel) -> WindowKernel {
    { windows, column in
      try kernel(windows, &column)
      guard windows.hasHistograms else { return }
      for step in 0..<windows.grid.count where windows.isMixed(step) {
        column.presence[step] = false
        call.context.warnOfMixedSamples(windows.labels, at: call.position(of: .rangeVector))
      }
    }
  }

  private static func total(_ call: FunctionCall, asMean: Bool) -> WindowKernel {
    eitherKind(call) { windows, column in
      try SlidingSum.fill(windows, &column, asMean: asMean)
      try HistogramWindows(call).fillSums(windows, &column, asMean: asMean)
    }
  }

  // MARK: Folds

  private static func countSamples(_ value: @escaping @Sendable (Int) -> Double) -> WindowKernel {
    { windows, column in
      column.fill { step in
        let count = windows.floatRows(step).count + windows.histogramRows(step).count
        return count > 0 ? value(count) : nil
      }
    }
  }

  private static func spread(_ call: FunctionCall, _ value: @escaping @Sendable (Double) -> Double) -> WindowKernel {
    floatsOnly(call) { windows, column in
      if windows.overlap {
        try SlidingFold.fill(windows, &column) { (_, _, fold: SpreadFold) in value(fold.variance) }
      } else {
        windows.fill(&column) { _, rows in value(SpreadSums(rows, of: windows).variance) }
      }
    }
  }

  // MARK: Times

  private static let firstTime: WindowKernel = { windows, column in
    column.fill { step in
      let float = windows.floatRows(step).first.map { windows.timestamps[$0] }
      let histogram = windows.histogramRows(step).first.map { windows.histogramTimestamps[$0] }
      return [float, histogram].compactMap { $0 }.min().map { Double($0) / 1000 }
    }
  }

  private static let lastTime: WindowKernel = { windows, column in
    column.fill { step in
      let float = windows.floatRows(step).last.map { windows.timestamps[$0] }
      let histogram = windows.histogramRows(step).last.map { windows.histogramTimestamps[$0] }
      return [float, histogram].compactMap { $0 }.max().map { Double($0) / 1000 }
    }
  }

  private static func timeOfExtreme<Order: ExtremeOrder>(_ order: Order.Type) -> WindowKernel {
    { windows, column in
      try SlidingFold.fill(windows, &column) { (_, _, fold: LatestExtreme<Order>) in
        Double(windows.timestamps[fold.row]) / 1000
      }
    }
  }
}
