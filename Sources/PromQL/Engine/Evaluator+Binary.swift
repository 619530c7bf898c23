import TimeSeries

extension Evaluator {
  /// An operator with a vector on at least one side.
  func source(_ plan: BinaryPlan, at position: SourceRange) async throws -> any StepSource {
    switch (plan.left.type, plan.right.type) {
    case (.scalar, _):
      return withScalar(plan, try await source(plan.right), try await scalar(plan.left), swapped: true)
    case (_, .scalar):
      return withScalar(plan, try await source(plan.left), try await scalar(plan.right), swapped: false)
    default:
      let left = try await context.collect(source(plan.left))
      let right = try await context.collect(source(plan.right))
      let operation = VectorOperation(plan, left, right, grid, context, position)
      return plan.operation.isSetOperation ? operation.setOperation() : try operation.matched()
    }
  }

  private func withScalar(
    _ plan: BinaryPlan, _ source: any StepSource, _ scalar: ScalarColumn, swapped: Bool
  ) -> MappedSource {
    let operation = plan.operation
    if operation.isComparison {
      let returnsBool = plan.returnsBool
      return MappedSource(source, dropsName: returnsBool) { column in
        ColumnArithmetic.compare(operation, &column, scalar, swapped: swapped, returnsBool: returnsBool)
      }
    }
    return MappedSource(source, dropsName: true) { column in
      column.removeHistograms()
      ColumnArithmetic.arithmetic(operation, &column, scalar, swapped: swapped)
    }
  }
}
