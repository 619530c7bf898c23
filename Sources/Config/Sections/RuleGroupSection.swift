import Rules
import TimeSeries

/// Reads one group of a rule file.
enum RuleGroupSection {
  static func read(_ section: SectionReader) -> RuleGroupSettings {
    let name = section.text("name") ?? ""
    if name.isEmpty { section.log.report(section.position, "Groupname must not be empty") }
    let labels = section.textEntries("labels")
    let place = RuleSection.Place(group: name, labels: labels.map { Label(name: $0.name, value: $0.text) })
    var settings = RuleGroupSettings(file: section.log.file, name: name, rules: [])
    settings.interval = section.nonzeroDuration("interval")
    settings.queryOffset = section.duration("query_offset")
    settings.limit = section.integer("limit") ?? 0
    for (index, rule) in section.sections("rules", "a rule").enumerated() {
      if let rule = RuleSection.read(rule, place, number: index + 1) { settings.rules.append(rule) }
    }
    if let strategy: PartialResponseStrategy = section.choice("partial_response_strategy"), strategy == .abort {
      section.report(
        "partial_response_strategy", "partial_response_strategy can only be warn: rules do not wait for clusters yet")
    }
    section.finish()
    return settings
  }

  /// Thanos's word for what a group does when part of its data is missing.
  private enum PartialResponseStrategy: String, CaseIterable {
    case warn, abort
  }
}
