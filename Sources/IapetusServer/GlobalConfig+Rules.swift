import Config
import Rules

extension GlobalConfig {
  /// What the section `global` says to every rule group.
  var ruleDefaults: RuleDefaults {
    RuleDefaults(
      evaluationInterval: evaluationInterval, queryOffset: ruleQueryOffset, externalLabels: externalLabels)
  }
}
