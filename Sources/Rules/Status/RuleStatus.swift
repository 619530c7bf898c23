package import TimeSeries

/// What `/api/v1/rules` shows of one rule.
package struct RuleStatus: Sendable {
  package enum Health: String, Sendable {
    /// Not evaluated yet.
    case unknown
    case ok
    case failed = "err"
  }

  package enum Kind: Sendable {
    case recording
    case alerting(AlertingRuleStatus)
  }

  package var name: String
  /// The expression in canonical form, not as written.
  package var query: String
  /// Labels of the rule and its group, templates unexpanded, by name. An empty value removes the label.
  package var labels: [Label]
  package var health: Health
  /// Why the last evaluation failed; empty if it did not.
  package var lastError: String
  package var evaluationSeconds: Double
  /// When the last evaluation began, by the wall clock; `nil` before the first.
  package var lastEvaluation: Timestamp?
  package var kind: Kind
  /// Clusters in the last evaluation ÷ clusters that feed the rule; `nil` if none feeds it.
  package var coverage: Double?

  package init(
    name: String, query: String, labels: [Label] = [], health: Health = .unknown, lastError: String = "",
    evaluationSeconds: Double = 0, lastEvaluation: Timestamp? = nil, kind: Kind = .recording
  ) {
    self.name = name
    self.query = query
    self.labels = labels
    self.health = health
    self.lastError = lastError
    self.evaluationSeconds = evaluationSeconds
    self.lastEvaluation = lastEvaluation
    self.kind = kind
  }

  /// The part of it that only alerting rules have.
  package var alerting: AlertingRuleStatus? {
    switch kind {
    case .recording: nil
    case .alerting(let status): status
    }
  }
}
