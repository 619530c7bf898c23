import Budget
import TimeSeries

/// Reads `clusters`.
enum ClustersSection {
  static func read(_ section: SectionReader) -> ClustersConfig {
    var config = ClustersConfig()
    for (name, position) in section.texts("expected") {
      if name.isEmpty { section.log.report(position, "the name of an expected cluster cannot be empty") }
      if config.expected.contains(name) {
        section.log.report(position, "the cluster \(QuotedText.quoted(name)) is expected twice")
      }
      config.expected.append(name)
    }
    config.darkAfter = section.integer("dark_after", least: 1) ?? config.darkAfter
    if let budget = section.section("series_budget") { config.seriesBudget = BudgetSection.read(budget) }
    section.finish()
    return config
  }
}
