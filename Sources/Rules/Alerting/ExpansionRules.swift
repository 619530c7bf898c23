import Template

/// What holds for all expansions of a group.
struct ExpansionRules: Sendable {
  var limits = TemplateLimits()
  /// Told of each text that could not be expanded.
  var noteFailure: @Sendable (TemplateError.Reason) -> Void = { _ in }
}
