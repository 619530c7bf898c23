import TimeSeries

/// What `iapetus check rules` found out, file by file.
package struct RuleCheckReport: Sendable {
  package struct File: Sendable {
    package let file: String
    package internal(set) var ruleCount = 0
    /// With these it is no file of rules.
    package internal(set) var issues: [ConfigIssue] = []
    /// What is accepted all the same, and not meant.
    package internal(set) var duplicates: [DuplicateRule] = []

    init(_ file: String) { self.file = file }
  }

  package internal(set) var files: [File] = []

  package var hasErrors: Bool { files.contains { !$0.issues.isEmpty } }
  package var hasLints: Bool { files.contains { !$0.duplicates.isEmpty } }

  /// The same in the form of the other checks.
  package var checkReport: CheckReport {
    var report = CheckReport()
    for file in files {
      if file.issues.isEmpty { report.succeed(file.file, "\(file.ruleCount) rules found") }
      for duplicate in file.duplicates { report.warn("\(file.file): \(duplicate)") }
      if !file.issues.isEmpty { report.fail(ConfigError(.invalid, file.issues)) }
    }
    return report
  }
}

extension RuleCheckReport.File {
  /// Why it fails, as promtool says it; `nil` if it does not.
  package var failure: String? {
    let lints = duplicates.isEmpty ? [] : [lint]
    let lines = issues.map(\.description) + lints
    return lines.isEmpty ? nil : (["  FAILED:"] + lines).joined(separator: "\n")
  }

  private var lint: String {
    let rules = duplicates.map { rule in
      let labels = rule.labels.map { "\t\($0.name): \($0.value)\n" }.joined()
      return "Metric: \(rule.name)\nLabel(s):\n" + labels
    }
    return "lint error \(duplicates.count) duplicate rule(s) found.\n" + rules.joined()
      + "Might cause inconsistency while recording expressions"
  }
}
