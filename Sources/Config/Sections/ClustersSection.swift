import Budget
import TimeSeries

/// Reads `clusters`.
enum ClustersSection {
  static func read(_ section: SectionReader) -> ClustersConfig {
    var config = ClustersConfig()
    config.expected = names("expected", section)
    config.retired = names("retired", section)
    for (name, position) in section.texts("retired") where config.expected.contains(name) {
      section.log.report(position, "the cluster \(QuotedText.quoted(name)) cannot be both expected and retired")
    }
    config.darkAfter = section.integer("dark_after", least: 1) ?? config.darkAfter
    config.pushInterval = section.nonzeroDuration("push_interval")
    config.pushedReplicasMax = section.integer("push_replica_limit", least: 1) ?? config.pushedReplicasMax
    config.pushedSilence = section.nonzeroDuration("push_series_silence") ?? config.pushedSilence
    if let budget = section.section("series_budget") { config.seriesBudget = BudgetSection.read(budget) }
    section.finish()
    return config
  }

  /// The names of clusters under `key`, each once.
  private static func names(_ key: String, _ section: SectionReader) -> [String] {
    var names: [String] = []
    for (name, position) in section.texts(key) {
      if name.isEmpty {
        section.log.report(
          position, "the name of \(key == "expected" ? "an expected" : "a retired") cluster cannot be empty")
      }
      if names.contains(name) {
        section.log.report(position, "the cluster \(QuotedText.quoted(name)) is \(key) twice")
      }
      names.append(name)
    }
    return names
  }
}
