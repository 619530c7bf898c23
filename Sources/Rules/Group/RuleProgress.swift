import PromQL
import Storage
import Template
import TimeSeries

/// One rule of a running group: what it is, what it did last, and how that went.
struct RuleProgress: Sendable {
  private(set) var settings: RuleSettings
  let identity: RuleIdentity
  /// The expression in canonical form.
  let query: String
  var memory: RuleMemory
  /// Whether `memory` differs from what is written down, though nothing was stored.
  var isUnsaved = false
  var names = OutputNames()
  var requests = RuleRequests()
  /// The rows stored last, where the rule may have to repeat them.
  var lastRows: [RuleOutput.Row] = []
  /// The series of the rows stored last, in their order; empty if it is not known.
  var storedSeries: [SeriesID] = []
  var coverageSeries: SeriesID?
  /// The coverage at the last slot; `nil` for a rule that no cluster feeds.
  var coverage: Double?
  var health = RuleStatus.Health.unknown
  var lastError = ""
  var evaluationSeconds = 0.0
  var lastEvaluation: Timestamp?

  init(_ settings: RuleSettings, _ identity: RuleIdentity, _ memory: RuleMemory = RuleMemory()) {
    self.settings = settings
    self.identity = identity
    self.memory = memory
    query = settings.expression.text
  }

  /// The same rule with what may change without making it another: its durations, annotations and policies.
  func with(_ settings: RuleSettings) -> RuleProgress {
    var copy = self
    copy.settings = settings
    return copy
  }

  var isRecording: Bool {
    if case .recording = settings.kind { true } else { false }
  }

  var status: RuleStatus {
    var status = RuleStatus(
      name: settings.name, query: query, labels: settings.labels, health: health, lastError: lastError,
      evaluationSeconds: evaluationSeconds, lastEvaluation: lastEvaluation, kind: kind)
    status.coverage = coverage
    return status
  }

  private var kind: RuleStatus.Kind {
    guard case .alerting(let alerting) = settings.kind else { return .recording }
    let alerts = memory.alerts.active.map(\.status)
    let gravest: AlertStatus.State =
      alerts.contains { $0.state == .firing } ? .firing : alerts.isEmpty ? .inactive : .pending
    return .alerting(
      AlertingRuleStatus(
        state: lastEvaluation == nil ? .unknown : gravest, holdDuration: alerting.holdDuration,
        keepFiringFor: alerting.keepFiringFor,
        annotations: alerting.annotations.map { Label(name: $0.name, value: $0.template.text) }, alerts: alerts))
  }
}
