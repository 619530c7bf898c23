package import TimeSeries

/// A group's settings with everything that they leave to the configuration filled in.
struct RuleGroupPlan: Sendable {
  var settings: RuleGroupSettings
  var schedule: SlotSchedule
  var queryOffset: Milliseconds
  var externalLabels: Labels

  init(_ settings: RuleGroupSettings, _ defaults: RuleDefaults) {
    self.settings = settings
    let key = RuleGroupKey(file: settings.file, name: settings.name)
    schedule = SlotSchedule(of: key, interval: max(1, settings.interval ?? defaults.evaluationInterval))
    queryOffset = settings.queryOffset ?? defaults.queryOffset
    externalLabels = defaults.externalLabels
  }

  var key: RuleGroupKey { RuleGroupKey(file: settings.file, name: settings.name) }
  var interval: Milliseconds { schedule.interval }
}

/// What the configuration says for all groups.
package struct RuleDefaults: Sendable, Equatable {
  /// `global.evaluation_interval`.
  package var evaluationInterval: Milliseconds
  /// `global.rule_query_offset`.
  package var queryOffset: Milliseconds
  /// `global.external_labels`, for templates.
  package var externalLabels: Labels

  package init(
    evaluationInterval: Milliseconds = 60_000, queryOffset: Milliseconds = 0, externalLabels: Labels = .empty
  ) {
    self.evaluationInterval = evaluationInterval
    self.queryOffset = queryOffset
    self.externalLabels = externalLabels
  }
}
