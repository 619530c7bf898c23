import PromQL
import Template
import TimeSeries

/// Makes alerts of the elements that an alert's expression has, their templates expanded.
struct AlertExpansion: Sendable {
  let externalLabels: Labels
  let externalURL: String
  /// Clusters that contributed ÷ clusters expected, as `$coverage`.
  let coverage: Double
  let timestamp: Timestamp
  var rules = ExpansionRules()
  /// What templates ask sees what the rule sees.
  let query: @Sendable (Expression) async throws(QueryError) -> QueryResult

  /// The alert that `sample` stands for: without metric name, with the rule's labels and the alert's name.
  ///
  /// A template that cannot be expanded says so in its place, for an alert with a bad text is better than none.
  func match(for sample: VectorSample, _ alerting: AlertingRuleSettings, name: String) async -> AlertMatch {
    let subject = TemplateSubject(
      labels: sample.labels, externalLabels: externalLabels, externalURL: externalURL, value: sample.templateValue,
      coverage: coverage)
    var builder = LabelsBuilder(sample.labels)
    builder.remove(LabelName.metricName)
    for field in alerting.labels { builder.set(field.name, to: await expanded(field.template, subject)) }
    builder.set(LabelName.alertName, to: name)
    var annotations: [Label] = []
    for field in alerting.annotations {
      annotations.append(Label(name: field.name, value: await expanded(field.template, subject)))
    }
    return AlertMatch(labels: builder.labels(), annotations: annotations, value: sample.value)
  }

  private func expanded(_ template: Template, _ subject: TemplateSubject) async -> String {
    do {
      return try await template.expanded(for: subject, at: timestamp, limits: rules.limits) {
        (text, _) async throws(TemplateQueryError) -> [TemplateSample] in
        try await answer(to: text)
      }
    } catch {
      rules.noteFailure(error.reason)
      return "<error expanding template: error executing template \(template.name): \(error)>"
    }
  }

  private func answer(to text: String) async throws(TemplateQueryError) -> [TemplateSample] {
    let result: QueryResult
    do {
      result = try await query(try Parser.parse(text))
    } catch {
      throw TemplateQueryError("\(error)")
    }
    switch result.value {
    case .vector(let samples): return samples.map { TemplateSample(labels: $0.labels, value: $0.value) }
    case .scalar(_, let value): return [TemplateSample(labels: .empty, value: value)]
    case .string, .matrix: throw TemplateQueryError("rule result is not a vector or scalar")
    }
  }
}

extension VectorSample {
  fileprivate var templateValue: TemplateValue {
    histogram.map { .histogram($0, text: $0.description) } ?? .float(value)
  }
}

extension AlertingRuleSettings {
  var timing: AlertTiming { AlertTiming(holdDuration: holdDuration, keepFiringFor: keepFiringFor) }
}
