package import Template
package import TimeSeries

/// What an alerting rule has beside its name and expression.
package struct AlertingRuleSettings: Sendable {
  /// What the templates of the alert `name` are called in their errors.
  package static func templateName(ofAlert name: String) -> String { "__alert_" + name }

  /// One label or annotation, its value a template.
  package struct Field: Sendable {
    package var name: String
    package var template: Template

    package init(name: String, template: Template) {
      self.name = name
      self.template = template
    }
  }

  /// `for`: how long the condition must hold before the alert fires.
  package var holdDuration: Milliseconds
  /// How long the alert goes on firing after the condition ended.
  package var keepFiringFor: Milliseconds
  /// `min_coverage`: below this share of clusters that are not dark, an alert of all of them keeps its state. An alert of
  /// one cluster keeps it while that one is dark, unless this is 0.
  package var minCoverage = 1.0
  /// By name.
  package var labels: [Field]
  /// By name.
  package var annotations: [Field]

  package init(
    holdDuration: Milliseconds = 0, keepFiringFor: Milliseconds = 0, labels: [Field] = [], annotations: [Field] = []
  ) {
    self.holdDuration = holdDuration
    self.keepFiringFor = keepFiringFor
    self.labels = labels
    self.annotations = annotations
  }
}
