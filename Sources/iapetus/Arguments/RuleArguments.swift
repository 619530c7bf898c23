import ArgumentParser

struct RuleArguments: ParsableArguments {
  @Option(
    name: .customLong("rules.max-concurrent-evals"),
    help: "How many rules may be evaluated at once beside the one that each group is at.")
  var concurrentMax = 4

  @Option(
    name: .customLong("rules.catch-up-max"),
    help: "Missed evaluations are made up if they are not older than this. (default: 1h)")
  var catchUpMax: DurationArgument?

  @Option(
    name: .customLong("rules.catch-up-delay"),
    help: "How long after a start clusters are given to bring what was missed, before it is made up. (default: 1m)")
  var catchUpDelay: DurationArgument?

  @OptionGroup var templates: TemplateArguments
}
