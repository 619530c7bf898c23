import TimeSeries

/// The series that tells how complete a recording rule's output is: `iapetus:coverage_ratio{rule, rule_group, …}`, at the
/// output's own timestamps. It also has the rule's labels, for a group may record one metric by several rules.
enum CoverageSeries {
  static let name = MetricName.coverageRatio

  static func labels(of rule: RuleSettings, in key: RuleGroupKey) -> Labels {
    var builder = LabelsBuilder()
    if case .recording(let labels) = rule.kind {
      for label in labels { builder.set(label.name, to: label.value) }
    }
    builder.set(LabelName.metricName, to: name)
    builder.set("rule", to: rule.name)
    builder.set("rule_group", to: key.text)
    return builder.labels()
  }
}
