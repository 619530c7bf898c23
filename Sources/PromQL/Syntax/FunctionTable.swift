/// The functions of PromQL, all of them enabled, by name.
package enum FunctionTable {
  package static func signature(named name: String) -> FunctionSignature? { byName[name] }

  package static let all: [FunctionSignature] =
    elementWise + overRanges + calendar + histograms + labelsAndOrder + conversions + ofTheQuery

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  private static func vector(
    _ name: String, _ arguments: [ValueType], variadic: Int = 0, isExperimental: Bool = false
  ) -> FunctionSignature {
    FunctionSignature(name, arguments, variadic: variadic, result: .instantVector, isExperimental: isExperimental)
  }

  private static let elementWise: [FunctionSignature] =
    [
      "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp", "floor", "ln",
      "log10", "log2", "rad", "sgn", "sin", "sinh", "sqrt", "tan", "tanh",
    ].map { vector($0, [.instantVector]) } + [
      vector("clamp", [.instantVector, .scalar, .scalar]),
      vector("clamp_max", [.instantVector, .scalar]),
      vector("clamp_min", [.instantVector, .scalar]),
      vector("round", [.instantVector, .scalar], variadic: 1),
    ]

  private static let overRanges: [FunctionSignature] =
    [
      "absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "first_over_time", "idelta",
      "increase", "irate", "last_over_time", "max_over_time", "min_over_time", "present_over_time", "rate", "resets",
      "stddev_over_time", "stdvar_over_time", "sum_over_time",
    ].map { vector($0, [.rangeVector]) }
    + [
      "mad_over_time", "ts_of_first_over_time", "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time",
    ].map { vector($0, [.rangeVector], isExperimental: true) } + [
      vector("double_exponential_smoothing", [.rangeVector, .scalar, .scalar], isExperimental: true),
      vector("predict_linear", [.rangeVector, .scalar]),
      vector("quantile_over_time", [.scalar, .rangeVector]),
    ]

  private static let calendar: [FunctionSignature] =
    ["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"]
    .map { vector($0, [.instantVector], variadic: 1) }

  private static let histograms: [FunctionSignature] =
    ["histogram_avg", "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum"]
    .map { vector($0, [.instantVector]) } + [
      vector("histogram_fraction", [.scalar, .scalar, .instantVector]),
      vector("histogram_quantile", [.scalar, .instantVector]),
      vector(
        "histogram_quantiles", [.instantVector, .string, .scalar, .scalar], variadic: 9, isExperimental: true),
    ]

  private static let labelsAndOrder: [FunctionSignature] = [
    vector("info", [.instantVector, .instantVector], variadic: 1, isExperimental: true),
    vector("label_join", [.instantVector, .string, .string, .string], variadic: -1),
    vector("label_replace", [.instantVector, .string, .string, .string, .string]),
    vector("sort", [.instantVector]),
    vector("sort_by_label", [.instantVector, .string], variadic: -1, isExperimental: true),
    vector("sort_by_label_desc", [.instantVector, .string], variadic: -1, isExperimental: true),
    vector("sort_desc", [.instantVector]),
  ]

  private static let conversions: [FunctionSignature] = [
    vector("absent", [.instantVector]),
    FunctionSignature("scalar", [.instantVector], result: .scalar),
    vector("start_timestamp", [.instantVector], isExperimental: true),
    vector("timestamp", [.instantVector]),
    vector("vector", [.scalar]),
  ]

  private static let ofTheQuery: [FunctionSignature] =
    ["end", "range", "start", "step"].map { FunctionSignature($0, [], result: .scalar, isExperimental: true) }
    + ["max_of", "min_of"].map { FunctionSignature($0, [.scalar, .scalar], result: .scalar, isExperimental: true) }
    + ["pi", "time"].map { FunctionSignature($0, [], result: .scalar) }
}
