import TimeSeries

extension FunctionLibrary {
  /// Between scalars and vectors, and what is known of the query itself.
  static let conversions: [Function] = [
    Function("time", isPure: false, .scalar { times($0.grid) }),
    Function("pi", .scalar { _ in ScalarColumn(.pi) }),
    Function("scalar", .scalar { try await single($0.vector(0), $0.grid) }),
    Function("vector", dropsName: false, .vector { call in vector(call.scalar(0) ?? ScalarColumn(.nan), call.grid) }),
    sampleTime,
    sampleStart,
    Function("start", .scalar { ScalarColumn(Double($0.context.span.start) / 1000) }),
    Function("end", .scalar { ScalarColumn(Double($0.context.span.end) / 1000) }),
    Function("step", .scalar { ScalarColumn($0.context.isRange ? Double($0.context.grid.step) / 1000 : 0) }),
    Function("range", .scalar { ScalarColumn(Double($0.context.span.duration) / 1000) }),
    Function("max_of", .scalar { extreme($0, FloatMath.larger) }),
    Function("min_of", .scalar { extreme($0, FloatMath.smaller) }),
  ]

  /// Of anything but a selector, whose samples have times of their own, it is the evaluation's time.
  private static var sampleTime: Function {
    var function = Function(
      "timestamp", isPure: false,
      .column { call in
        let times = times(call.grid)
        return { column in
          column.histograms = []
          column.mapFloats { step, _ in times[step] }
        }
      })
    function.readsSamples = .time
    return function
  }

  /// Only the samples of a selector have begun somewhere.
  private static var sampleStart: Function {
    var function = Function("start_timestamp", .vector { _ in StepVector() })
    function.readsSamples = .start
    return function
  }

  /// The evaluation times in seconds.
  private static func times(_ grid: StepGrid) -> ScalarColumn {
    ScalarColumn(steps: (0..<grid.count).map { Double(grid[$0]) / 1000 })
  }

  private static func vector(_ scalar: ScalarColumn, _ grid: StepGrid) -> StepVector {
    StepVector(shapes: [SeriesShape(.empty)], columns: [scalar.column(count: grid.count)])
  }

  /// The value of the only float at each step; NaN where there is none or more than one.
  private static func single(_ vector: StepVector, _ grid: StepGrid) -> ScalarColumn {
    var values = [Double](repeating: .nan, count: grid.count)
    var seen = StepBitmap(count: grid.count)
    var more = StepBitmap(count: grid.count)
    for column in vector.columns {
      column.presence.forEach { step in
        if column.histogram(at: step) != nil { return }
        if seen[step] { more.insert(step) }
        seen.insert(step)
        values[step] = column.values[step]
      }
    }
    more.forEach { values[$0] = .nan }
    return ScalarColumn(steps: values)
  }

  private static func extreme(_ call: FunctionCall, _ best: (Double, Double) -> Double) -> ScalarColumn {
    ScalarColumn.combine(call.scalar(0) ?? ScalarColumn(.nan), call.scalar(1) ?? ScalarColumn(.nan), best)
  }
}
