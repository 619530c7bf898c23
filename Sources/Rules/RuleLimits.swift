package import Template
package import TimeSeries

/// What the rules of a server may use.
package struct RuleLimits: Sendable, Equatable {
  /// `--rules.max-concurrent-evals`: rules of one group that are evaluated at once, over all groups.
  package var concurrentMax = 4
  /// `--rules.catch-up-max`: slots that were missed are made up if they are not older than this.
  package var catchUpMax: Milliseconds = 3_600_000
  /// `--rules.catch-up-delay`: after a start, how long clusters and their healing are given to bring what was missed.
  package var catchUpDelay: Milliseconds = 60_000
  /// `--rules.template.*`: what the expansion of one label or annotation of an alert may cost.
  package var template = TemplateLimits()

  package init() {}
}
