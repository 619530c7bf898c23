import TimeSeries

extension FunctionLibrary {
  /// How fast a series changes.
  static let rates: [Function] = [
    Function("rate", .window { call in counters(call, Extrapolation(isCounter: true, isRate: true)) }),
    Function("increase", .window { call in counters(call, Extrapolation(isCounter: true, isRate: false)) }),
    Function("delta", .window { call in changes(call, Extrapolation(isCounter: false, isRate: false)) }),
    Function("irate", .window { call in lastChange(call, isRate: true) }),
    Function("idelta", .window { call in lastChange(call, isRate: false) }),
    Function(
      "changes",
      .window { call in
        eventCount(call, ofFloats: { $0 != $1 && !($0.isNaN && $1.isNaN) }, ofHistograms: { !$0.isEqual(to: $1) })
      }),
    Function(
      "resets",
      .window { call in
        eventCount(call, ofResets: true, ofFloats: { $1 < $0 }, ofHistograms: { $1.isReset(after: $0) })
      }),
    Function("deriv", .window { call in slope(call) }),
    Function("predict_linear", isPure: false, .window { call in prediction(call) }),
    Function("double_exponential_smoothing", .window { call in try smoothing(call) }),
  ]

  private static func changes(_ call: FunctionCall, _ extrapolation: Extrapolation) -> WindowKernel {
    if call.edge != .ordinary {
      let change = ExtendedChange(call, isCounter: extrapolation.isCounter, isRate: extrapolation.isRate)
      return eitherKind(call, change.fill)
    }
    return eitherKind(call) { windows, column in
      extrapolation.fill(windows, &column)
      HistogramWindows(call).fillChanges(
        windows, &column, isCounter: extrapolation.isCounter, isRate: extrapolation.isRate)
    }
  }

  /// With remarks on series that do not look like counters.
  private static func counters(_ call: FunctionCall, _ extrapolation: Extrapolation) -> WindowKernel {
    let kernel = changes(call, extrapolation)
    let check = CounterNameCheck(call)
    return { windows, column in
      try kernel(windows, &column)
      if column.hasFloats { check.look(at: windows.labels) }
      if call.edge == .ordinary { warnOfOverlaps(call, windows) }
    }
  }

  /// Of start timestamps before the sample before, where both are in one window of one kind.
  private static func warnOfOverlaps(_ call: FunctionCall, _ windows: WindowSeries) {
    if windows.floatStarts.isEmpty, windows.histogramStarts.isEmpty { return }
    let overlaps = windows.overlaps
    func sees(_ rows: [Int], _ window: Range<Int>) -> Bool { rows.contains { window.dropFirst().contains($0) } }
    let isSeen = (0..<windows.grid.count).contains { step in
      !windows.isMixed(step)
        && (sees(overlaps.floats, windows.floatRows(step)) || sees(overlaps.histograms, windows.histogramRows(step)))
    }
    guard isSeen else { return }
    call.context.warn(
      "sample has start time that overlaps with previous sample timestamp for metric "
        + QuotedText.quoted(windows.labels.metricName), at: call.position(of: .rangeVector))
  }

  /// From the last two samples of each window.
  private static func lastChange(_ call: FunctionCall, isRate: Bool) -> WindowKernel {
    { windows, column in
      windows.fill(&column, minimum: 2) { _, rows in
        let (before, last) = (windows.values[rows.upperBound - 2], windows.values[rows.upperBound - 1])
        // After a reset a counter has come from zero.
        let isTakeover = windows.isTakeover(rows.upperBound - 1)
        let isReset = isRate && (last < before || windows.isStartReset(rows.upperBound - 1))
        let change = isReset ? (isTakeover ? 0 : last) : last - before
        let elapsed = windows.timestamps[rows.upperBound - 1] - windows.timestamps[rows.upperBound - 2]
        return isRate ? change / (Double(elapsed) / 1000) : change
      }
      HistogramWindows(call).fillLastChanges(windows, &column, isRate: isRate)
    }
  }

  /// How many neighbours in each window are an event; counted once for the series, then by difference.
  ///
  /// - Parameter ofResets: whether a row at which another replica took over is no event, and one of which start timestamps
  ///   say so is.
  private static func eventCount(
    _ call: FunctionCall, ofResets: Bool = false, ofFloats isEvent: @escaping @Sendable (Double, Double) -> Bool,
    ofHistograms: @escaping @Sendable (FloatHistogram, FloatHistogram) -> Bool
  ) -> WindowKernel {
    if call.edge == .anchored {
      return AnchoredEvents(ofResets: ofResets, ofFloats: isEvent, ofHistograms: ofHistograms).fill
    }
    return { windows, column in
      let events = RunningCount(windows.values.count) { row in
        guard row > 0 else { return false }
        return isEvent(windows.values[row - 1], windows.values[row]) && !(ofResets && windows.isTakeover(row))
          || ofResets && windows.isStartReset(row)
      }
      windows.fill(&column) { _, rows in Double(events[rows.dropFirst()]) }
      MixedEvents(ofResets: ofResets, ofFloats: isEvent, ofHistograms: ofHistograms).fill(windows, &column)
    }
  }

  // MARK: Trends

  private static func slope(_ call: FunctionCall) -> WindowKernel {
    floatsOnly(call) { windows, column in
      let first = { (_: Int, rows: Range<Int>) in windows.timestamps[rows.lowerBound] }
      try LinearRegression.fill(windows, &column, origin: first) { _, line in line.slope }
    }
  }

  /// The value some seconds after the evaluation, whatever `@` and `offset` say.
  private static func prediction(_ call: FunctionCall) -> WindowKernel {
    let ahead = call.scalar(1) ?? ScalarColumn(.nan)
    return floatsOnly(call) { windows, column in
      try LinearRegression.fill(windows, &column, origin: { step, _ in windows.grid[step] }) { step, line in
        line.slope * ahead[step] + line.intercept
      }
    }
  }

  private static func smoothing(_ call: FunctionCall) throws -> WindowKernel {
    let smoothing = call.scalar(1) ?? ScalarColumn(.nan)
    let trend = call.scalar(2) ?? ScalarColumn(.nan)
    return floatsOnly(call) { windows, column in
      try windows.fillSteps(&column) { step in
        let rows = windows.floatRows(step)
        if rows.isEmpty, windows.histogramRows(step).isEmpty { return nil }
        try checkFactor(smoothing[step], "smoothing", "sf")
        try checkFactor(trend[step], "trend", "tf")
        if rows.count < 2 { return nil }
        return smoothed(UnsafeBufferPointer(rebasing: windows.values[rows]), smoothing[step], trend[step])
      }
    }
  }

  private static func checkFactor(_ factor: Double, _ name: String, _ symbol: String) throws {
    if factor <= 0 || factor >= 1 {
      throw QueryError(
        .execution, "invalid \(name) factor. Expected: 0 < \(symbol) < 1, got: \(FloatText.fixed(factor))")
    }
  }

  /// Holt's linear method.
  private static func smoothed(_ values: UnsafeBufferPointer<Double>, _ smoothing: Double, _ trend: Double) -> Double {
    var before = 0.0
    var level = values[0]
    var slope = values[1] - values[0]
    for row in 1..<values.count {
      if row > 1 { slope = trend * (level - before) + (1 - trend) * slope }
      let next = smoothing * values[row] + (1 - smoothing) * (level + slope)
      (before, level) = (level, next)
    }
    return level
  }
}

extension FunctionCall {
  /// What the range selector among the arguments does at its edges.
  var edge: RangeEdge {
    for argument in expression.arguments {
      if case .matrix(let matrix) = argument.withoutParentheses { return matrix.selector.edge }
    }
    return .ordinary
  }
}

extension Expression {
  var withoutParentheses: Expression {
    if case .parentheses(let node) = self { return node.inner.withoutParentheses }
    return self
  }
}
