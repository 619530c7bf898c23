/// Why a template cannot be used, or could not be expanded.
package struct TemplateError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A bounded set, fit for a metric's label.
  package enum Reason: String, Sendable, CaseIterable {
    /// The text is no template.
    case syntax
    /// An action has no result for these values.
    case execution
    /// One of ``TemplateLimits`` is reached.
    case limit
    /// Nobody waits for the result any more.
    case cancelled
  }

  package let reason: Reason
  /// Go's text where it has one, with the place: `template: NAME:LINE:COLUMN: executing "NAME" at <…>: …`.
  package let description: String

  init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}

/// Why a query of a template has no answer.
package struct TemplateQueryError: Error, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// What a function says when it has no result. The evaluator adds where.
struct FunctionError: Error {
  var reason: TemplateError.Reason = .execution
  var message: String

  init(_ message: String) { self.message = message }

  static func limit(_ message: String) -> FunctionError {
    var error = FunctionError(message)
    error.reason = .limit
    return error
  }
}
