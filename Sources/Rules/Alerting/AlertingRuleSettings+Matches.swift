import PromQL
import TimeSeries

extension AlertingRuleSettings {
  var timing: AlertTiming { AlertTiming(holdDuration: holdDuration, keepFiringFor: keepFiringFor) }

  /// The alert that an element of the expression's answer stands for: without metric name, with the rule's labels and the
  /// alert's name, everything expanded.
  func match(for sample: VectorSample, alertName: String, externalLabels: Labels, coverage: Double) -> AlertMatch {
    let subject = AlertTemplate.Subject(
      labels: sample.labels, externalLabels: externalLabels, value: sample.value)
    var builder = LabelsBuilder(sample.labels)
    builder.remove(LabelName.metricName)
    for field in labels { builder.set(field.name, to: field.template.expanded(for: subject)) }
    builder.set(LabelName.alertName, to: alertName)
    let annotations = annotations.map { Label(name: $0.name, value: $0.template.expanded(for: subject)) }
    return AlertMatch(labels: builder.labels(), annotations: annotations, value: sample.value)
  }
}
