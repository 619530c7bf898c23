import Budget
import TimeSeries

/// Reads `series_budget`.
enum BudgetSection {
  static func read(_ section: SectionReader) -> BudgetPolicy {
    var policy = BudgetPolicy()
    policy.limit = section.integer("limit", least: 1)
    policy.mode = section.choice("mode") ?? .enforce
    policy.priority = section.texts("priority").compactMap { text, position in
      SelectorText.matchers(text, at: position, section.log)
    }
    policy.newSeriesPerHour = section.integer("new_series_per_hour", least: 1)
    policy.idleRelease = section.duration("idle_release") ?? policy.idleRelease
    policy.loweringGrace = section.duration("lowering_grace") ?? policy.loweringGrace
    policy.linesPerSeries = section.integer("lines_per_series", least: 1) ?? policy.linesPerSeries
    if policy.mode == .reject, !section.has("limit") { section.report("mode", "mode reject needs a limit") }
    section.finish()
    return policy
  }
}
