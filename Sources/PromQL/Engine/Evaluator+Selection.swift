import TimeSeries

extension Evaluator {
  /// Aggregations that need all values of a group at once.
  func select(_ plan: AggregationPlan, _ vector: StepVector) async throws -> StepVector {
    StepVector()
  }
}
