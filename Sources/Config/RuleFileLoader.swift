package import Rules
import TimeSeries

/// Reads rule files.
package enum RuleFileLoader {
  /// The groups in the file at `path`.
  ///
  /// - Throws: ``ConfigError`` with everything that is wrong in the file.
  package static func load(
    path: String, limits: YAMLLimits = YAMLLimits(), ignoresUnknownKeys: Bool = false
  ) throws(ConfigError) -> [RuleGroupSettings] {
    let text = try FilePath.read(path, bytesMax: limits.bytesMax)
    return try load(text: text, path: path, limits: limits, ignoresUnknownKeys: ignoresUnknownKeys)
  }

  /// The groups in `text`, as if it stood in a file at `path`.
  package static func load(
    text: String, path: String, limits: YAMLLimits = YAMLLimits(), ignoresUnknownKeys: Bool = false
  ) throws(ConfigError) -> [RuleGroupSettings] {
    let document = try YAMLReader.read(text, file: path, limits: limits)
    let log = IssueLog(file: path, ignoresUnknownKeys: ignoresUnknownKeys)
    let groups = SectionReader(document, "a rule file", log).map { readGroups($0) } ?? []
    guard log.issues.isEmpty else { throw ConfigError(.invalid, log.sorted) }
    return groups
  }

  private static func readGroups(_ section: SectionReader) -> [RuleGroupSettings] {
    var names: Set<String> = []
    let groups = section.sections("groups", "a rule group").map { group in
      let settings = RuleGroupSection.read(group)
      if !names.insert(settings.name).inserted {
        group.report("name", "groupname: \(QuotedText.quoted(settings.name)) is repeated in the same file")
      }
      return settings
    }
    section.finish()
    return groups
  }
}
