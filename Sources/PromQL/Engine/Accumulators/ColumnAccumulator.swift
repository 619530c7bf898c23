/// What an aggregation knows of one group so far, at each step.
protocol ColumnAccumulator: Sendable {
  /// Whether native histograms count; else they are taken out before.
  static var takesHistograms: Bool { get }

  init(steps: Int)
  mutating func add(_ column: borrowing StepColumn)
  /// Adds what a later part of the series has accumulated.
  mutating func merge(_ other: Self)
  func finish() -> StepColumn
  /// At how many steps it has met native histograms that cannot be put together.
  var incompatibleCount: Int { get }
  /// Tells what is to be remarked on the result.
  func remark(to context: QueryContext, at position: SourceRange)
}

extension ColumnAccumulator {
  static var takesHistograms: Bool { false }
  var incompatibleCount: Int { 0 }

  func remark(to context: QueryContext, at position: SourceRange) {}
}

extension StepColumn {
  /// Calls `body` with the runs of steps that have a sample, and the memory of the values.
  @inline(__always)
  borrowing func forEachRun(_ body: (Range<Int>, UnsafeBufferPointer<Double>) -> Void) {
    values.withUnsafeBufferPointer { values in
      presence.forEachRun { body($0, values) }
    }
  }
}
