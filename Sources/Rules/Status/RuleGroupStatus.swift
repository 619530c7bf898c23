package import TimeSeries

/// What `/api/v1/rules` shows of one group.
package struct RuleGroupStatus: Sendable {
  package var name: String
  package var file: String
  package var interval: Milliseconds
  package var queryOffset: Milliseconds
  /// Series or alerts that one rule may produce; 0 is any number.
  package var limit: Int
  package var rules: [RuleStatus]
  /// How long the last evaluation of the whole group took.
  package var evaluationSeconds: Double
  /// When the last evaluation began, by the wall clock; `nil` before the first.
  package var lastEvaluation: Timestamp?

  package init(
    name: String, file: String, interval: Milliseconds, queryOffset: Milliseconds = 0, limit: Int = 0,
    rules: [RuleStatus], evaluationSeconds: Double = 0, lastEvaluation: Timestamp? = nil
  ) {
    self.name = name
    self.file = file
    self.interval = interval
    self.queryOffset = queryOffset
    self.limit = limit
    self.rules = rules
    self.evaluationSeconds = evaluationSeconds
    self.lastEvaluation = lastEvaluation
  }
}
