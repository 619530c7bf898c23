/// A scalar over all steps.
package struct ScalarColumn: Sendable {
  /// One value for each step, or a single one for all of them.
  private let values: [Double]

  package init(_ constant: Double) { values = [constant] }

  package init(steps values: [Double]) { self.values = values }

  /// The value, if it is the same at every step.
  package var constant: Double? { values.count == 1 ? values[0] : nil }

  @inline(__always)
  package subscript(step: Int) -> Double { values.count == 1 ? values[0] : values[step] }

  package func column(count: Int) -> StepColumn {
    if let constant { return StepColumn(repeating: constant, count: count) }
    var column = StepColumn(repeating: 0, count: count)
    column.values = values
    return column
  }

  package func map(_ transform: (Double) -> Double) -> ScalarColumn { ScalarColumn(steps: values.map(transform)) }

  package static func combine(
    _ left: ScalarColumn, _ right: ScalarColumn, _ transform: (Double, Double) -> Double
  ) -> ScalarColumn {
    let count = max(left.values.count, right.values.count)
    return ScalarColumn(steps: (0..<count).map { transform(left[$0], right[$0]) })
  }
}
