import TimeSeries

/// An operator between columns of which at least one holds native histograms.
struct HistogramOperation {
  private let operation: BinaryOperation.Operator
  private let returnsBool: Bool
  private let context: QueryContext
  private let position: SourceRange

  init(operation: BinaryOperation.Operator, returnsBool: Bool, _ context: QueryContext, _ position: SourceRange) {
    self.operation = operation
    self.returnsBool = returnsBool
    self.context = context
    self.position = position
  }

  /// Puts the result into `left`, at the steps where it is present.
  func apply(_ left: inout StepColumn, _ right: StepColumn) {
    for step in 0..<left.count where left.presence[step] {
      switch (left.histogram(at: step), right.histogram(at: step)) {
      case (nil, nil): applyFloats(&left, right.values[step], step)
      case (let ours?, let theirs?): applyHistograms(&left, ours, theirs, step)
      case (nil, .some): drop(&left, step, "float", "histogram")
      case (.some, nil): drop(&left, step, "histogram", "float")
      }
    }
    if returnsBool { left.histograms = [] }
  }

  private func applyFloats(_ left: inout StepColumn, _ right: Double, _ step: Int) {
    guard operation.isComparison else {
      left.values[step] = ColumnArithmetic.value(operation, left.values[step], right)
      return
    }
    keep(ColumnArithmetic.holds(operation, left.values[step], right), &left, step)
  }

  private func applyHistograms(_ left: inout StepColumn, _ ours: FloatHistogram, _ theirs: FloatHistogram, _ step: Int)
  {
    switch operation {
    case .equal: keep(ours.isEqual(to: theirs), &left, step)
    case .notEqual: keep(!ours.isEqual(to: theirs), &left, step)
    default: drop(&left, step, "histogram", "histogram")
    }
  }

  private func keep(_ holds: Bool, _ left: inout StepColumn, _ step: Int) {
    if returnsBool {
      left.values[step] = holds ? 1 : 0
    } else {
      left.presence[step] = holds
    }
  }

  private func drop(_ left: inout StepColumn, _ step: Int, _ ours: String, _ theirs: String) {
    left.presence[step] = false
    context.inform(
      "incompatible sample types encountered for binary operator \"\(operation.rawValue)\": \(ours)"
        + " \(operation.rawValue) \(theirs)", at: position)
  }
}

extension FloatHistogram {
  /// As the operators `==` and `!=` see it: what is known of resets does not count.
  fileprivate func isEqual(to other: FloatHistogram) -> Bool {
    var other = other
    other.counterReset = counterReset
    return self == other
  }
}
