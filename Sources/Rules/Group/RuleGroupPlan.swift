package import TimeSeries

/// A group's settings with everything that they leave to the configuration filled in, and what follows from them.
struct RuleGroupPlan: Sendable {
  var settings: RuleGroupSettings
  var schedule: SlotSchedule
  var queryOffset: Milliseconds
  /// How long after a slot clusters are waited for.
  var deadline: Milliseconds
  var externalLabels: Labels
  var externalURL: String
  /// Of each rule.
  let inputs: [RuleInputs]
  /// Places of rules: one level after the other, those of a level in any order.
  let levels: [[Int]]
  /// Of each rule: what it reads in the end, through all groups.
  private(set) var sources: [[RuleInputs.Selector]]
  /// Of each rule: what it reads of what rules record.
  private(set) var recorded: [RecordedInputs]
  /// The groups whose outputs this one reads: their slots up to one of its own go first.
  private(set) var predecessors: [RuleGroupKey] = []

  init(_ settings: RuleGroupSettings, _ defaults: RuleDefaults) {
    self.settings = settings
    let key = RuleGroupKey(file: settings.file, name: settings.name)
    let interval = max(1, settings.interval ?? defaults.evaluationInterval)
    schedule =
      settings.isAligned
      ? SlotSchedule(interval: interval, offset: settings.alignment % interval)
      : SlotSchedule(of: key, interval: interval)
    queryOffset = settings.queryOffset ?? defaults.queryOffset
    deadline = settings.deadline ?? defaults.deadline
    externalLabels = defaults.externalLabels
    externalURL = defaults.externalURL
    inputs = settings.rules.map { RuleInputs($0.expression) }
    levels = RuleLevels.levels(of: settings.rules, inputs)
    sources = inputs.map(\.selectors)
    let names = RuleGroupPlan.recordedNames([settings])
    recorded = inputs.map { RecordedInputs($0, recorded: names) }
  }

  /// The plans of a configuration, each with what it depends on in the others.
  static func plans(_ groups: [RuleGroupSettings], _ defaults: RuleDefaults) -> [RuleGroupPlan] {
    var plans = groups.map { RuleGroupPlan($0, defaults) }
    let sources = RuleSources(plans)
    let order = GroupOrder(plans)
    let names = recordedNames(groups)
    for index in plans.indices {
      plans[index].recorded = plans[index].inputs.map { RecordedInputs($0, recorded: names) }
      plans[index].sources = plans[index].inputs.map(sources.sources)
      plans[index].predecessors = order.predecessors(of: index).map { plans[$0].key }
    }
    return plans
  }

  private static func recordedNames(_ groups: [RuleGroupSettings]) -> Set<String> {
    Set(groups.flatMap(\.rules).filter { if case .recording = $0.kind { true } else { false } }.map(\.name))
  }

  var key: RuleGroupKey { RuleGroupKey(file: settings.file, name: settings.name) }
  var interval: Milliseconds { schedule.interval }

  /// What all rules together read in the end.
  var allSources: [RuleInputs.Selector] { Array(Set(sources.joined())) }
}

/// What the configuration says for all groups.
package struct RuleDefaults: Sendable, Equatable {
  /// `global.evaluation_interval`.
  package var evaluationInterval: Milliseconds
  /// `global.rule_query_offset`.
  package var queryOffset: Milliseconds
  /// `global.rule_deadline`.
  package var deadline: Milliseconds
  /// `global.external_labels`, for templates.
  package var externalLabels: Labels
  /// `--web.external-url`, for templates.
  package var externalURL = ""

  package init(
    evaluationInterval: Milliseconds = 60_000, queryOffset: Milliseconds = 0, deadline: Milliseconds = 0,
    externalLabels: Labels = .empty
  ) {
    self.evaluationInterval = evaluationInterval
    self.queryOffset = queryOffset
    self.deadline = deadline
    self.externalLabels = externalLabels
  }
}
