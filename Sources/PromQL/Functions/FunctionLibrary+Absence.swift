import TimeSeries

extension FunctionLibrary {
  /// Functions that say that something is not there.
  static let absence: [Function] = [
    Function("absent", dropsName: false, .vector { call in try await absence(call) }),
    absentOverTime,
  ]

  private static var absentOverTime: Function {
    var function = Function("absent_over_time", dropsName: false, .vector { call in try await absence(call) })
    function.reducesRangeWith = "present_over_time"
    return function
  }

  /// 1 at each step where no series has a sample.
  private static func absence(_ call: FunctionCall) async throws -> StepVector {
    let source = call.source(0)
    let steps = call.grid.count
    let parts = try await call.context.inParts(of: source.shapes.count, StepBitmap(count: steps)) { seen, part in
      try source.read(part) { _, column in seen.formUnion(column.presence) }
    }
    var column = StepColumn(repeating: 1, count: steps)
    for seen in parts { column.presence.subtract(seen) }
    return StepVector(shapes: [SeriesShape(knownLabels(call.expression.arguments.first))], columns: [column])
  }

  /// The labels that a series would surely have had: those that the selector fixes. A label named twice is not known;
  /// the metric's name is never told.
  private static func knownLabels(_ expression: Expression?) -> Labels {
    let matchers: [LabelMatcher]
    switch expression {
    case .selector(let selector): matchers = selector.matchers
    case .matrix(let matrix): matchers = matrix.selector.matchers
    case .parentheses(let parentheses): return knownLabels(parentheses.inner)
    default: return .empty
    }
    var builder = LabelsBuilder()
    var fixed: Set<String> = []
    for matcher in matchers where matcher.name != LabelName.metricName {
      if matcher.operation == .equal, fixed.insert(matcher.name).inserted {
        builder.set(matcher.name, to: matcher.value)
      } else {
        builder.remove(matcher.name)
      }
    }
    return builder.labels()
  }
}
