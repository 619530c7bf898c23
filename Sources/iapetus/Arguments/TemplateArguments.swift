import ArgumentParser

/// The bounds of a template's expansion, beyond which the alert's label or annotation says so instead.
struct TemplateArguments: ParsableArguments {
  @Option(
    name: .customLong("rules.template.max-output"),
    help: "How long the text may be that a template of an alert expands to. (default: 1MB)")
  var outputMax: SizeArgument?

  @Option(
    name: .customLong("rules.template.max-steps"),
    help: "How many actions, turns of loops and calls one expansion may take.")
  var stepsMax = 100_000

  @Option(name: .customLong("rules.template.max-depth"), help: "How deep templates may call one another.")
  var depthMax = 100

  @Option(name: .customLong("rules.template.max-queries"), help: "How many queries one expansion may ask.")
  var queriesMax = 20

  func validate() throws {
    guard outputMax?.bytes != 0, stepsMax > 0, depthMax > 0 else {
      throw ValidationError("--rules.template.max-output, -max-steps and -max-depth must be at least 1.")
    }
    guard queriesMax >= 0 else { throw ValidationError("--rules.template.max-queries must not be negative.") }
  }
}
