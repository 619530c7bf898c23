/// What the reading of one file has found out beside its settings: what is wrong, and which values are secret.
///
/// Shared by all readers of the file; used by one task at a time.
final class IssueLog {
  let file: String
  /// Relative paths in the file start here.
  let folder: String
  private(set) var issues: [ConfigIssue] = []
  /// What is shown in place of the value at a position.
  private(set) var redactions: [ConfigNode.Position: String] = [:]

  init(file: String) {
    self.file = file
    folder = FilePath.folder(of: file)
  }

  func report(_ position: ConfigNode.Position, _ message: String) {
    issues.append(ConfigIssue(file: file, line: position.line, column: position.column, message: message))
  }

  func redact(_ position: ConfigNode.Position, as shown: String = "<secret>") { redactions[position] = shown }

  /// In file order; of several at one place the first said comes first.
  var sorted: [ConfigIssue] {
    issues.enumerated().sorted { left, right in
      (left.element.line, left.element.column, left.offset) < (right.element.line, right.element.column, right.offset)
    }.map(\.element)
  }
}
