package import TimeSeries

/// Answers a query of a template, at the time of the evaluation. A scalar is one sample without labels.
package typealias TemplateQuery =
  @Sendable (_ expression: String, _ timestamp: Timestamp) async throws(TemplateQueryError) -> [TemplateSample]

/// The text of a label or annotation of an alert, with actions that are filled in for each alert: Go's text/template with
/// the functions of Prometheus.
package struct Template: Sendable {
  /// What a template may use without declaring it, and the field of the alert that each stands for.
  private static let predefined = [
    "$labels": "Labels", "$externalLabels": "ExternalLabels", "$externalURL": "ExternalURL", "$value": "Value",
    "$coverage": "Coverage",
  ]

  /// As written.
  package let text: String
  /// As errors call it.
  package let name: String
  /// Whether it may ask for series, other than those of its alert.
  package let callsQuery: Bool
  let statements: [Statement]
  /// What `define` and `block` in the text define.
  let definitions: [String: [Statement]]

  /// - Throws: ``TemplateError`` with Go's text, if `text` is no template.
  package init(_ text: String, name: String) throws(TemplateError) {
    var parser = TemplateParser(text, name: name, variables: ["$"] + Template.predefined.keys)
    self.text = text
    self.name = name
    statements = try parser.parse()
    definitions = parser.definitions
    callsQuery = parser.callsQuery
  }

  /// The text for one alert, evaluated at `timestamp`.
  ///
  /// - Throws: ``TemplateError`` for an action without a result, with nothing expanded.
  package func expanded(
    for subject: TemplateSubject, at timestamp: Timestamp, limits: TemplateLimits = TemplateLimits(),
    query: @escaping TemplateQuery
  ) async throws(TemplateError) -> String {
    if let constant { return constant }
    var variables = [Evaluator.Variable(name: "$", value: .subject(subject))]
    for field in subject.fields {
      guard let name = Template.predefined.first(where: { $0.value == field.name })?.key else { continue }
      variables.append(Evaluator.Variable(name: name, value: field.value))
    }
    var evaluator = Evaluator(self, variables, subject, timestamp, limits, query)
    try await evaluator.run()
    return evaluator.output
  }

  /// The whole text, if it has no actions.
  private var constant: String? {
    guard statements.count <= 1 else { return nil }
    guard let statement = statements.first else { return "" }
    guard case .text(let text) = statement.kind else { return nil }
    return text
  }
}

extension Template: Equatable {
  package static func == (left: Template, right: Template) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8) && left.name.utf8.elementsEqual(right.name.utf8)
  }
}
