/// What became of a re-evaluation.
package struct ReevaluationTally: Sendable, Equatable {
  /// Rules times slots that were evaluated.
  package var evaluationCount = 0
  /// Samples where there were none.
  package var filledCount = 0
  /// Samples in the place of ones that had been recorded of incomplete inputs.
  package var replacedCount = 0
  package var failureCount = 0

  package init() {}

  static func += (left: inout ReevaluationTally, right: ReevaluationTally) {
    left.evaluationCount += right.evaluationCount
    left.filledCount += right.filledCount
    left.replacedCount += right.replacedCount
    left.failureCount += right.failureCount
  }
}
