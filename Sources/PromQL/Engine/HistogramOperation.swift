import TimeSeries

/// A binary operator where at least one side may be a native histogram.
struct HistogramOperation: Sendable {
  private enum Sample {
    case float(Double)
    case histogram(FloatHistogram)

    var name: String {
      switch self {
      case .float: "float"
      case .histogram: "histogram"
      }
    }
  }

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

  /// Whether floats alone need this: they cannot be trimmed.
  static func isNeeded(for operation: BinaryOperation.Operator, _ column: borrowing StepColumn) -> Bool {
    column.hasHistograms || operation == .trimLower || operation == .trimUpper
  }

  /// Puts the result into `left`, at the steps where it is present.
  func apply(_ left: inout StepColumn, _ right: StepColumn) throws {
    try apply(&left) { step, ours in (ours, HistogramOperation.sample(right, step)) }
  }

  /// Puts the result with a scalar, which stands on the left if `isSwapped`, into `column`.
  func apply(_ column: inout StepColumn, scalar: ScalarColumn, isSwapped: Bool) throws {
    try apply(&column) { step, ours in isSwapped ? (.float(scalar[step]), ours) : (ours, .float(scalar[step])) }
  }

  private func apply(_ column: inout StepColumn, _ sides: (Int, Sample) -> (Sample, Sample)) throws {
    var watch = WorkWatch(context)
    try column.presence.forEach { step in
      try watch.check(after: WorkWatch.rowsPerHistogram)
      let ours = HistogramOperation.sample(column, step)
      let (left, right) = sides(step, ours)
      switch operation.isComparison ? compare(left, right, keeping: ours) : combine(left, right) {
      case .float(let value)?: column.set(step, value)
      case .histogram(let histogram)?: column.set(step, histogram)
      case nil: column.presence[step] = false
      }
    }
    if returnsBool { column.histograms = [] }
  }

  private static func sample(_ column: StepColumn, _ step: Int) -> Sample {
    column.histogram(at: step).map { .histogram($0) } ?? .float(column.values[step])
  }

  // MARK: Operators

  /// Comparisons keep the vector's own sample.
  private func compare(_ left: Sample, _ right: Sample, keeping ours: Sample) -> Sample? {
    let holds: Bool
    switch (left, right) {
    case (.float(let left), .float(let right)): holds = ColumnArithmetic.holds(operation, left, right)
    case (.histogram(let left), .histogram(let right)) where operation == .equal: holds = left.isEqual(to: right)
    case (.histogram(let left), .histogram(let right)) where operation == .notEqual: holds = !left.isEqual(to: right)
    default: return refuse(left, right)
    }
    if returnsBool { return .float(holds ? 1 : 0) }
    return holds ? ours : nil
  }

  private func combine(_ left: Sample, _ right: Sample) -> Sample? {
    switch (left, operation, right) {
    case (.histogram(let left), .add, .histogram(let right)): return sum(left, right)
    case (.histogram(let left), .subtract, .histogram(let right)): return difference(left, right)
    case (.histogram(let histogram), .multiply, .float(let factor)),
      (.float(let factor), .multiply, .histogram(let histogram)):
      return changed(histogram) { $0.multiply(by: factor) }
    case (.histogram(let histogram), .divide, .float(let divisor)):
      return changed(histogram) { $0.divide(by: divisor) }
    case (.histogram(let histogram), .trimUpper, .float(let threshold)):
      return changed(histogram) { $0.trim(to: threshold, isUpper: true) }
    case (.histogram(let histogram), .trimLower, .float(let threshold)):
      return changed(histogram) { $0.trim(to: threshold, isUpper: false) }
    case (.float(let left), _, .float(let right)) where operation != .trimUpper && operation != .trimLower:
      return .float(ColumnArithmetic.value(operation, left, right))
    default: return refuse(left, right)
    }
  }

  private func changed(_ histogram: FloatHistogram, _ change: (inout FloatHistogram) -> Void) -> Sample {
    var result = histogram
    change(&result)
    return .histogram(result)
  }

  private func sum(_ left: FloatHistogram, _ right: FloatHistogram) -> Sample? {
    var result = left
    guard let notes = result.add(right) else { return refuseLayout() }
    return remark(notes, during: "addition") ? .histogram(result) : nil
  }

  private func difference(_ left: FloatHistogram, _ right: FloatHistogram) -> Sample? {
    var result = left
    guard let notes = result.subtract(right) else { return refuseLayout() }
    result.counterReset = .gauge
    return remark(notes, during: "subtraction") ? .histogram(result) : nil
  }

  /// Whether there is a result: where one side began anew and the other did not, Prometheus warns and gives none.
  private func remark(_ notes: FloatHistogram.CombinationNotes, during what: String) -> Bool {
    var notes = notes
    if notes.resetsConflict { notes.boundsReconciled = false }
    context.remark(notes, during: what, at: position)
    return !notes.resetsConflict
  }

  // MARK: Refusals

  private func refuse(_ left: Sample, _ right: Sample) -> Sample? {
    let name = operation.rawValue
    context.inform(
      "incompatible sample types encountered for binary operator \"\(name)\": \(left.name) \(name) \(right.name)",
      at: position)
    return nil
  }

  private func refuseLayout() -> Sample? {
    context.warn(
      "incompatible bucket layout encountered for binary operator \(operation.rawValue)", at: position)
    return nil
  }
}

extension FloatHistogram {
  /// As the operators `==` and `!=` see it: what is known of resets does not count, nor do empty buckets. NaN is the same
  /// as NaN, but zeros have signs: it is the data that is compared.
  func isEqual(to other: FloatHistogram) -> Bool {
    guard schema == other.schema, zeroThreshold == other.zeroThreshold, zeroCount.isSame(as: other.zeroCount),
      count.isSame(as: other.count), sum.isSame(as: other.sum), customBounds == other.customBounds
    else { return false }
    var (ours, theirs) = (self, other)
    ours.compact()
    theirs.compact()
    return ours.positiveSpans == theirs.positiveSpans && ours.negativeSpans == theirs.negativeSpans
      && ours.positiveBuckets.elementsEqual(theirs.positiveBuckets) { $0.isSame(as: $1) }
      && ours.negativeBuckets.elementsEqual(theirs.negativeBuckets) { $0.isSame(as: $1) }
  }
}

extension Double {
  fileprivate func isSame(as other: Double) -> Bool { bitPattern == other.bitPattern || isNaN && other.isNaN }
}

extension QueryContext {
  /// - Parameter what: the doing in which they arose: `addition`, `subtraction`, `aggregation`.
  func remark(_ notes: FloatHistogram.CombinationNotes, during what: String, at position: SourceRange) {
    if notes.resetsConflict { warn("conflicting counter resets during histogram \(what)", at: position) }
    remarkOnBounds(notes, during: what, at: position)
  }

  /// As above, where resets are looked at anyway and are no conflict.
  func remarkOnBounds(_ notes: FloatHistogram.CombinationNotes, during what: String, at position: SourceRange) {
    if notes.boundsReconciled { inform("mismatched custom buckets were reconciled during \(what)", at: position) }
  }

  /// Of histograms that cannot be put together.
  func warnOfMixedSchemas(_ metricName: String, at position: SourceRange) {
    warn(
      "vector contains a mix of histograms with exponential and custom buckets schemas for metric name "
        + QuotedText.quoted(metricName), at: position)
  }
}
