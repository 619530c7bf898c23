/// Why the evaluation of a rule gave nothing, or why not all of it could be stored.
package struct RuleError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A bounded set, fit for a metric's label.
  package enum Reason: String, Sendable, CaseIterable {
    /// The expression had no answer.
    case query
    /// The answer is no vector and no scalar.
    case resultType = "result_type"
    /// Two elements have the same labels once those of the rule are applied.
    case duplicateSeries = "duplicate_series"
    /// More elements than the group's `limit`.
    case limit
    /// A cluster that feeds the rule is missing, and its group has `partial_response_strategy: abort`.
    case incomplete
    /// Storage took nothing.
    case storage
    /// Storage refused some of the samples.
    case refusedSamples = "refused_samples"
  }

  package let reason: Reason
  /// Prometheus's text where it has one.
  package let description: String

  package init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}
