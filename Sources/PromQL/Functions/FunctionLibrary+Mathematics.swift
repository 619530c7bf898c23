import Glibc

extension FunctionLibrary {
  /// Functions of each value by itself.
  static let mathematics: [Function] = [
    Function("abs", .float { $0.magnitude }),
    Function("ceil", .float { $0.rounded(.up) }),
    Function("floor", .float { $0.rounded(.down) }),
    Function("exp", .float { exp($0) }),
    Function("ln", .float { log($0) }),
    Function("log2", .float { log2($0) }),
    Function("log10", .float { log10($0) }),
    Function("sqrt", .float { $0.squareRoot() }),
    Function("sgn", .float { $0 < 0 ? -1 : $0 > 0 ? 1 : $0 }),
    Function("deg", .float { $0 * 180 / .pi }),
    Function("rad", .float { $0 * .pi / 180 }),
    Function("sin", .float { sin($0) }),
    Function("cos", .float { cos($0) }),
    Function("tan", .float { tan($0) }),
    Function("asin", .float { asin($0) }),
    Function("acos", .float { acos($0) }),
    Function("atan", .float { atan($0) }),
    Function("sinh", .float { sinh($0) }),
    Function("cosh", .float { cosh($0) }),
    Function("tanh", .float { tanh($0) }),
    Function("asinh", .float { asinh($0) }),
    Function("acosh", .float { acosh($0) }),
    Function("atanh", .float { atanh($0) }),
    Function("round", .column { call in round(to: call.scalar(1) ?? ScalarColumn(1)) }),
    Function(
      "clamp",
      .column { call in clamp(call.scalar(1) ?? ScalarColumn(-.infinity), call.scalar(2) ?? ScalarColumn(.infinity)) }),
    Function(
      "clamp_min",
      .column { call in clamp(call.scalar(1) ?? ScalarColumn(-.infinity), ScalarColumn(.infinity)) }),
    Function(
      "clamp_max",
      .column { call in clamp(ScalarColumn(-.infinity), call.scalar(1) ?? ScalarColumn(.infinity)) }),
  ]

  /// To the nearest multiple, halves up. By the inverse, which is where 0.1 has no error and 10 none at all.
  private static func round(to multiple: ScalarColumn) -> ColumnKernel {
    { column in
      column.removeHistograms()
      column.mapFloats { step, value in
        let inverse = 1 / multiple[step]
        return (value * inverse + 0.5).rounded(.down) / inverse
      }
    }
  }

  /// Nothing where the bounds are the wrong way round; NaN where one of them is, but for bounds that are infinite.
  private static func clamp(_ low: ScalarColumn, _ high: ScalarColumn) -> ColumnKernel {
    { column in
      column.removeHistograms()
      for step in 0..<column.count where high[step] < low[step] { column.presence[step] = false }
      column.mapFloats { step, value in FloatMath.larger(low[step], FloatMath.smaller(high[step], value)) }
    }
  }
}
