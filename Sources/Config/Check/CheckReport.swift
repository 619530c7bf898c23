/// What `iapetus check` found out: for people as ``text``, for machines by encoding it.
package struct CheckReport: Sendable, Encodable {
  package struct Issue: Sendable, Encodable {
    package var file: String
    /// 1-based; 0 where the file as a whole is meant.
    package var line: Int
    package var column: Int
    package var message: String
  }

  /// What a file is good for.
  package struct Success: Sendable, Encodable {
    package var file: String
    package var summary: String
  }

  package private(set) var valid = true
  package private(set) var successes: [Success] = []
  package private(set) var issues: [Issue] = []
  /// What is accepted all the same.
  package private(set) var warnings: [String] = []

  /// The lines that people read, without a line end at the end.
  package var text: String {
    let good = successes.map { "SUCCESS: \($0.file): \($0.summary)" }
    let doubtful = warnings.map { "WARNING: \($0)" }
    let bad = issues.map { "FAILED: \(ConfigIssue($0))" }
    return (good + doubtful + bad).joined(separator: "\n")
  }

  mutating func succeed(_ file: String, _ summary: String) { successes.append(Success(file: file, summary: summary)) }

  mutating func warn(_ text: String) { warnings.append(text) }

  mutating func fail(_ error: ConfigError) {
    valid = false
    issues += error.issues.map { Issue(file: $0.file, line: $0.line, column: $0.column, message: $0.message) }
  }
}

extension ConfigIssue {
  fileprivate init(_ issue: CheckReport.Issue) {
    self.init(file: issue.file, line: issue.line, column: issue.column, message: issue.message)
  }
}
