import TimeSeries

/// What stands between `{{` and `}}`: a value, and functions that it passes through.
struct TemplateAction: Sendable {
  enum Operand: Sendable {
    case value
    case label(String)
    case externalLabel(String)
  }

  var operand: Operand
  var functions: [TemplateFunction] = []

  func evaluated(for subject: AlertTemplate.Subject) throws(TemplateError) -> String {
    var result = TemplateValue(operand, of: subject)
    for function in functions { result = .text(try function.applied(to: result)) }
    return result.text
  }
}

/// What flows through an action.
enum TemplateValue: Sendable {
  case number(Double)
  case text(String)

  init(_ operand: TemplateAction.Operand, of subject: AlertTemplate.Subject) {
    switch operand {
    case .value: self = .number(subject.value)
    case .label(let name): self = .text(subject.labels[name])
    case .externalLabel(let name): self = .text(subject.externalLabels[name])
    }
  }

  /// As Go's `%v` prints it.
  var text: String {
    switch self {
    case .number(let number): GoNumber.general(number)
    case .text(let text): text
    }
  }

  func number(for function: TemplateFunction) throws(TemplateError) -> Double {
    switch self {
    case .number(let number): return number
    case .text(let text):
      guard let number = Double(text) else {
        throw TemplateError("error calling \(function.rawValue): parsing \(QuotedText.quoted(text)): invalid syntax")
      }
      return number
    }
  }
}
