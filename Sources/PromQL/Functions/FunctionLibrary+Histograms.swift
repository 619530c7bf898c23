import Glibc
import TimeSeries

extension FunctionLibrary {
  /// Functions of native histograms, and of classic ones where a distribution is enough.
  static let histograms: [Function] = [
    Function("histogram_count", native { $0.count }),
    Function("histogram_sum", native { $0.sum }),
    Function("histogram_avg", native { $0.sum / $0.count }),
    Function("histogram_stdvar", native { $0.variance }),
    Function("histogram_stddev", native { $0.variance.squareRoot() }),
    Function("histogram_fraction", .vector { call in try await fraction(call) }),
    Function(
      "histogram_quantile",
      .vector { call in
        let vector = try await HistogramVector(call, argument: 1)
        return try await quantile(vector, call.scalar(0) ?? ScalarColumn(.nan), at: call.position(0), call, 1)
      }),
    Function("histogram_quantiles", .vector { call in try await quantiles(call) }),
  ]

  /// Of native histograms only; floats vanish.
  private static func native(_ value: @escaping @Sendable (FloatHistogram) -> Double) -> Function.Body {
    .column { _ in
      { column in
        let histograms = column.histograms
        column.histograms = []
        column.presence.formIntersection(
          StepBitmap(count: column.count) { step in !histograms.isEmpty && histograms[step] != nil })
        column.presence.forEach { step in
          if let histogram = histograms[step] { column.values[step] = value(histogram) }
        }
      }
    }
  }

  private static func fraction(_ call: FunctionCall) async throws -> StepVector {
    let (lower, upper) = (call.scalar(0) ?? ScalarColumn(.nan), call.scalar(1) ?? ScalarColumn(.nan))
    let vector = try await HistogramVector(call, argument: 2)
    return try await vector.map(
      HistogramVector.Reading(
        ofClassic: { histogram, step in histogram.fraction(lower[step], upper[step]) },
        ofNative: { histogram, step, labels in
          if lower[step] < upper[step], histogram.hasNaNObservations {
            call.context.inform(
              "input to histogram_fraction has NaN observations, which are excluded from all fractions"
                + call.context.forMetric(labels), at: call.position(2))
          }
          return histogram.fraction(between: lower[step], and: upper[step])
        }))
  }

  /// - Parameter argument: which of the call's arguments the histograms are.
  private static func quantile(
    _ vector: HistogramVector, _ quantile: ScalarColumn, at position: SourceRange, _ call: FunctionCall, _ argument: Int
  ) async throws -> StepVector {
    var watch = WorkWatch(call.context)
    for step in 0..<call.grid.count {
      // A remark is as much work as a histogram.
      try watch.check(after: WorkWatch.rowsPerHistogram)
      call.context.checkQuantile(quantile[step], at: position)
    }
    return try await vector.map(
      HistogramVector.Reading(
        ofClassic: { histogram, step in histogram.quantile(quantile[step]) },
        ofNative: { histogram, step, labels in
          let value = histogram.quantile(quantile[step])
          if quantile[step] >= 0, quantile[step] <= 1, histogram.hasNaNObservations {
            call.context.inform(
              "input to histogram_quantile has NaN observations, result is \(value.isNaN ? "NaN" : "skewed higher")"
                + call.context.forMetric(labels), at: call.position(argument))
          }
          return value
        }))
  }

  /// Several quantiles at once, told apart by a label.
  private static func quantiles(_ call: FunctionCall) async throws -> StepVector {
    let vector = try await HistogramVector(call, argument: 0)
    let label = call.string(1)
    var result = StepVector()
    for index in 2..<max(2, call.arguments.count) {
      guard let quantile = call.scalar(index) else { continue }
      let part = try await self.quantile(vector, quantile, at: call.position(index), call, 0)
      try append(part, to: &result, label, quantile, call)
    }
    return result
  }

  /// A quantile that changes from step to step makes a series for each of its values.
  ///
  /// Not inlined: the compiler of Swift 6.3 crashes when it splits the asynchronous caller with this in it.
  @inline(never)
  private static func append(
    _ part: StepVector, to result: inout StepVector, _ label: String, _ quantile: ScalarColumn, _ call: FunctionCall
  ) throws {
    if part.shapes.isEmpty { return }
    for (value, steps) in try quantileSteps(quantile, call) {
      let value = FloatText.openMetrics(value)
      for (shape, column) in zip(part.shapes, part.columns) {
        var column = column
        if let steps { column.presence.formIntersection(steps) }
        try call.context.checkpoint()
        if column.presence.isEmpty { continue }
        try call.context.hold(column)
        result.append(SeriesShape(shape.labels.setting(label, to: value), dropsName: shape.dropsName), column)
      }
    }
  }

  /// Each quantile, and the steps at which it is asked for; `nil` for all.
  private static func quantileSteps(
    _ quantile: ScalarColumn, _ call: FunctionCall
  ) throws -> [(value: Double, steps: StepBitmap?)] {
    if let constant = quantile.constant { return [(constant, nil)] }
    var steps: [UInt64: StepBitmap] = [:]
    for step in 0..<call.grid.count {
      let bits = quantile[step].bitPattern
      if steps[bits] == nil {
        try call.context.checkpoint()
        try call.context.holdMemory(call.grid.count / 8)
      }
      steps[bits, default: StepBitmap(count: call.grid.count)].insert(step)
    }
    return steps.sorted { $0.key < $1.key }.map { (Double(bitPattern: $0.key), $0.value) }
  }
}
