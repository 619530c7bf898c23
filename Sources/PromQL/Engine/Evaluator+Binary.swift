import TimeSeries

extension Evaluator {
  /// An operator with a vector on at least one side.
  func source(_ plan: BinaryPlan, at position: SourceRange) async throws -> any StepSource {
    switch (plan.left.type, plan.right.type) {
    case (.scalar, _):
      return withScalar(plan, try await source(plan.right), try await scalar(plan.left), position, swapped: true)
    case (_, .scalar):
      return withScalar(plan, try await source(plan.left), try await scalar(plan.right), position, swapped: false)
    default:
      let left = try await context.collect(source(plan.left))
      let right = try await context.collect(source(plan.right))
      let operation = VectorOperation(plan, left, right, grid, context, position)
      return plan.operation.isSetOperation ? operation.setOperation() : try operation.matched()
    }
  }

  private func withScalar(
    _ plan: BinaryPlan, _ source: any StepSource, _ scalar: ScalarColumn, _ position: SourceRange, swapped: Bool
  ) -> MappedSource {
    let (operation, returnsBool) = (plan.operation, plan.returnsBool)
    let withHistograms = HistogramOperation(operation: operation, returnsBool: returnsBool, context, position)
    return MappedSource(source, dropsName: returnsBool || operation.isArithmetic) { column in
      if HistogramOperation.isNeeded(for: operation, column) {
        try withHistograms.apply(&column, scalar: scalar, isSwapped: swapped)
      } else if operation.isComparison {
        ColumnArithmetic.compare(operation, &column, scalar, swapped: swapped, returnsBool: returnsBool)
      } else {
        ColumnArithmetic.arithmetic(operation, &column, scalar, swapped: swapped)
      }
    }
  }
}
