import Telemetry
import Template
import TimeSeries

/// What the room measures of itself, under Prometheus's names.
struct RuleMetrics: Sendable {
  private let evaluations: Labelled<Counter>
  private let failures: Labelled<Counter>
  private let ruleSeconds: Distribution
  private let ruleSecondsHistogram: Distribution
  private let groupSeconds: Distribution
  private let groupSecondsHistogram: Distribution
  private let iterations: Labelled<Counter>
  private let missedIterations: Labelled<Counter>
  private let interval: Labelled<Gauge>
  private let lastEvaluation: Labelled<Gauge>
  private let lastSeconds: Labelled<Gauge>
  private let lastRuleSeconds: Labelled<Gauge>
  private let lastSamples: Labelled<Gauge>
  private let lastRestoreSeconds: Labelled<Gauge>
  private let deadlines: Labelled<Counter>
  private let madeUp: Labelled<Counter>
  private let reevaluated: Labelled<Counter>
  private let abandoned: Labelled<Counter>
  private let replaced: Labelled<Counter>
  private let failedExpansions: Labelled<Counter>
  private let rules: Labelled<Gauge>

  init(_ registry: Registry) {
    let labels = ["rule_group"]
    evaluations = registry.counters(
      "prometheus_rule_evaluations_total", "The total number of rule evaluations.", labels: labels)
    failures = registry.counters(
      "prometheus_rule_evaluation_failures_total", "The total number of rule evaluation failures.", labels: labels)
    ruleSeconds = registry.distribution(
      "prometheus_rule_evaluation_duration_seconds", "The duration for a rule to execute.", bounds: [])
    ruleSecondsHistogram = registry.distribution(
      "prometheus_rule_evaluation_duration_histogram_seconds", "The duration for a rule to execute.")
    groupSeconds = registry.distribution(
      "prometheus_rule_group_duration_seconds", "The duration of rule group evaluations.", bounds: [])
    groupSecondsHistogram = registry.distribution(
      "prometheus_rule_group_duration_histogram_seconds", "The duration of rule group evaluations.")
    iterations = registry.counters(
      "prometheus_rule_group_iterations_total",
      "The total number of scheduled rule group evaluations, whether executed or missed.", labels: labels)
    missedIterations = registry.counters(
      "prometheus_rule_group_iterations_missed_total",
      "The total number of rule group evaluations missed due to slow rule group evaluation.", labels: labels)
    interval = registry.gauges(
      "prometheus_rule_group_interval_seconds", "The interval of a rule group.", labels: labels)
    lastEvaluation = registry.gauges(
      "prometheus_rule_group_last_evaluation_timestamp_seconds",
      "The timestamp of the last rule group evaluation in seconds.", labels: labels)
    lastSeconds = registry.gauges(
      "prometheus_rule_group_last_duration_seconds", "The duration of the last rule group evaluation.", labels: labels)
    lastRuleSeconds = registry.gauges(
      "prometheus_rule_group_last_rule_duration_sum_seconds",
      "The sum of time in seconds it took to evaluate each rule in the group.", labels: labels)
    lastSamples = registry.gauges(
      "prometheus_rule_group_last_evaluation_samples",
      "The number of samples returned during the last rule group evaluation.", labels: labels)
    lastRestoreSeconds = registry.gauges(
      "prometheus_rule_group_last_restore_duration_seconds",
      "The duration of the last alert rules alerts restoration.", labels: labels)
    deadlines = registry.counters(
      "iapetus_rule_group_deadlines_total",
      "Slots that were evaluated at their deadline, before every cluster had delivered them.", labels: labels)
    madeUp = registry.counters(
      "iapetus_rule_group_slots_made_up_total", "Missed slots whose recording rules were evaluated afterwards.",
      labels: labels)
    reevaluated = registry.counters(
      "iapetus_rule_group_slots_reevaluated_total", "Slots that were evaluated again because their inputs were healed.",
      labels: labels)
    abandoned = registry.counters(
      "iapetus_rule_group_slots_abandoned_total", "Missed slots that were too old to be made up.", labels: labels)
    replaced = registry.counters(
      "iapetus_rule_group_samples_replaced_total",
      "Recorded samples of incomplete inputs that were replaced when the inputs had been healed.", labels: labels)
    failedExpansions = registry.counters(
      "iapetus_rule_template_failures_total",
      "Labels and annotations of alerts that could not be expanded, by reason; limit: one of --rules.template.*.",
      labels: labels + ["reason"])
    rules = registry.gauges("prometheus_rule_group_rules", "The number of rules.", labels: labels)
  }

  func describe(_ key: RuleGroupKey, _ plan: RuleGroupPlan) {
    interval[key.text].set(Double(plan.interval) / 1000)
    rules[key.text].set(Double(plan.settings.rules.count))
    // There from the start, so that a rate of them sees the first of their steps.
    for family in [evaluations, failures, iterations, missedIterations, deadlines, madeUp, abandoned] {
      _ = family[key.text]
    }
  }

  func scheduled(_ key: RuleGroupKey, missed: Int, isAtDeadline: Bool) {
    iterations[key.text].add(1 + missed)
    missedIterations[key.text].add(missed)
    if isAtDeadline { deadlines[key.text].add() }
  }

  func restored(_ key: RuleGroupKey, seconds: Double) { lastRestoreSeconds[key.text].set(seconds) }

  func replayed(_ key: RuleGroupKey, isHealed: Bool) { (isHealed ? reevaluated : madeUp)[key.text].add() }

  func abandoned(_ key: RuleGroupKey, slotCount: Int) { abandoned[key.text].add(slotCount) }

  func failedExpansion(_ key: RuleGroupKey, _ reason: TemplateError.Reason) {
    failedExpansions[key.text, reason.rawValue].add()
  }

  func replaced(_ key: RuleGroupKey, sampleCount: Int) { replaced[key.text].add(sampleCount) }

  func evaluatedRule(_ key: RuleGroupKey, seconds: Double, failed: Bool) {
    evaluations[key.text].add()
    if failed { failures[key.text].add() }
    ruleSeconds.observe(seconds)
    ruleSecondsHistogram.observe(seconds)
  }

  func evaluated(_ key: RuleGroupKey, at time: Timestamp, seconds: Double, ruleSeconds: Double, sampleCount: Int) {
    lastEvaluation[key.text].set(Double(time) / 1000)
    lastSeconds[key.text].set(seconds)
    lastRuleSeconds[key.text].set(ruleSeconds)
    lastSamples[key.text].set(Double(sampleCount))
    groupSeconds.observe(seconds)
    groupSecondsHistogram.observe(seconds)
  }

  func forget(_ key: RuleGroupKey) {
    for family in [
      evaluations, failures, iterations, missedIterations, deadlines, madeUp, reevaluated, abandoned, replaced,
    ] { family.remove(key.text) }
    for family in [interval, lastEvaluation, lastSeconds, lastRuleSeconds, lastSamples, lastRestoreSeconds, rules] {
      family.remove(key.text)
    }
    for reason in TemplateError.Reason.allCases { failedExpansions.remove(key.text, reason.rawValue) }
  }
}
