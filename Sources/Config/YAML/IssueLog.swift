/// What the reading of one file has found out beside its settings: what is wrong, and which values are secret.
///
/// Shared by all readers of the file; used by one task at a time.
package final class IssueLog {
  package let file: String
  /// Relative paths in the file start here.
  package let folder: String
  /// Whether keys that nobody asks for are left alone.
  package let ignoresUnknownKeys: Bool
  package private(set) var issues: [ConfigIssue] = []
  /// What is shown in place of the value at a position.
  private(set) var redactions: [ConfigNode.Position: String] = [:]

  package init(file: String, ignoresUnknownKeys: Bool = false) {
    self.file = file
    self.ignoresUnknownKeys = ignoresUnknownKeys
    folder = FilePath.folder(of: file)
  }

  package func report(_ position: ConfigNode.Position, _ message: String) {
    issues.append(ConfigIssue(file: file, line: position.line, column: position.column, message: message))
  }

  package func redact(_ position: ConfigNode.Position, as shown: String = "<secret>") { redactions[position] = shown }

  /// Has the value at a position shown as `text`, such as a path as it was resolved.
  package func show(_ position: ConfigNode.Position, as text: String) {
    redactions[position] = RedactedYAML.scalar(text, isPlain: true)
  }

  /// In file order; of several at one place the first said comes first.
  package var sorted: [ConfigIssue] {
    issues.enumerated().sorted { left, right in
      (left.element.line, left.element.column, left.offset) < (right.element.line, right.element.column, right.offset)
    }.map(\.element)
  }
}
