package import TimeSeries

/// The text of a label or annotation of an alert, with actions that are filled in for each alert.
///
/// A small part of Go's templates: `{{ $labels.x }}`, `{{ $externalLabels.x }}`, `{{ $value }}`, the same as fields
/// (`.Labels.x`, …), and ``TemplateFunction``s behind `|` or in front. What is outside of it is refused when the rule file
/// is loaded, so that no alert ever carries half a template.
package struct AlertTemplate: Sendable {
  /// What an alert gives to its templates.
  package struct Subject: Sendable {
    /// Labels of the query's result, metric name included.
    package var labels: Labels
    package var externalLabels: Labels
    package var value: Double

    package init(labels: Labels, externalLabels: Labels, value: Double) {
      self.labels = labels
      self.externalLabels = externalLabels
      self.value = value
    }
  }

  enum Part: Sendable {
    case literal(String)
    case action(TemplateAction)
  }

  /// As written.
  package let text: String
  private let parts: [Part]

  /// - Throws: ``TemplateError`` for an action that is malformed or not supported.
  package init(_ text: String) throws(TemplateError) {
    self.text = text
    var parser = TemplateParser(text)
    parts = try parser.parts()
  }

  /// The text for one alert. An action that cannot be expanded says so in its place, as in Prometheus.
  package func expanded(for subject: Subject) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .literal(let text): result += text
      case .action(let action):
        do {
          result += try action.evaluated(for: subject)
        } catch {
          return "<error expanding template: \(error)>"
        }
      }
    }
    return result
  }
}

extension AlertTemplate: Equatable {
  package static func == (left: AlertTemplate, right: AlertTemplate) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }
}
