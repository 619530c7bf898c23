import Rules

/// Checks rule files, each for itself, as `iapetus check rules` does.
package struct RuleCheck: Sendable {
  /// Whether rules that write the same series are looked for.
  package var findsDuplicates = true
  package var ignoresUnknownKeys = false

  package init() {}

  package func files(_ paths: [String]) -> RuleCheckReport {
    report(paths) { path throws(ConfigError) in
      try RuleFileLoader.load(path: path, ignoresUnknownKeys: ignoresUnknownKeys)
    }
  }

  /// - Parameter name: what the text is called in what is said of it.
  package func text(_ text: String, name: String) -> RuleCheckReport {
    report([name]) { name throws(ConfigError) in
      try RuleFileLoader.load(text: text, path: name, ignoresUnknownKeys: ignoresUnknownKeys)
    }
  }

  private func report(
    _ names: [String], _ load: (String) throws(ConfigError) -> [RuleGroupSettings]
  ) -> RuleCheckReport {
    var report = RuleCheckReport()
    for name in names {
      var file = RuleCheckReport.File(name)
      do {
        let groups = try load(name)
        file.ruleCount = groups.reduce(0) { $0 + $1.rules.count }
        if findsDuplicates { file.duplicates = DuplicateRule.all(in: groups) }
      } catch {
        file.issues = error.issues
      }
      report.files.append(file)
    }
    return report
  }
}
