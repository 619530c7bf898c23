package import PromQL
import Template
package import TimeSeries

/// One rule of a group, checked; the group's labels are already among its own.
package struct RuleSettings: Sendable {
  package enum Kind: Sendable {
    /// Stores the result under the rule's name. The labels override those of the result; an empty value removes one.
    case recording(labels: [Label])
    case alerting(AlertingRuleSettings)
  }

  /// The metric name of the output, or the name of the alert.
  package var name: String
  package var expression: Expression
  package var kind: Kind
  /// For a recording rule.
  package var onMissing = MissingPolicy.record

  package init(name: String, expression: Expression, kind: Kind) {
    self.name = name
    self.expression = expression
    self.kind = kind
  }

  /// The labels as written, templates unexpanded, by name.
  package var labels: [Label] {
    switch kind {
    case .recording(let labels): labels.sorted()
    case .alerting(let alert): alert.labels.map { Label(name: $0.name, value: $0.template.text) }.sorted()
    }
  }
}
