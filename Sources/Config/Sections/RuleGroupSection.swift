import Rules
import TimeSeries

/// Reads one group of a rule file.
enum RuleGroupSection {
  static func read(_ section: SectionReader) -> RuleGroupSettings {
    let name = section.text("name") ?? ""
    if name.isEmpty { section.log.report(section.position, "Groupname must not be empty") }
    let labels = section.textEntries("labels")
    var place = RuleSection.Place(group: name, labels: labels.map { Label(name: $0.name, value: $0.text) })
    var settings = RuleGroupSettings(file: section.log.file, name: name, rules: [])
    settings.interval = section.nonzeroDuration("interval")
    settings.queryOffset = section.duration("query_offset")
    settings.limit = section.integer("limit") ?? 0
    settings.isAligned = section.bool("align") ?? false
    settings.deadline = section.duration("deadline")
    settings.partialResponse = section.choice("partial_response_strategy") ?? .warn
    place.onMissing = RuleSection.missingPolicy(section)
    section.refuse("source_tenants", "iapetus has no tenants; a rule reads all that the server holds")
    for (index, rule) in section.sections("rules", "a rule").enumerated() {
      if let rule = RuleSection.read(rule, place, number: index + 1) { settings.rules.append(rule) }
    }
    section.finish()
    return settings
  }
}
