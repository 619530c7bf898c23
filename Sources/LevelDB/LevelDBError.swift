/// Why LevelDB could not do what was asked.
package struct LevelDBError: Error, Sendable, CustomStringConvertible {
  /// A bounded set, fit for a metric's label.
  package enum Reason: String, Sendable, CaseIterable {
    /// Another process, or another handle of this one, has the database open.
    case locked
    case corrupt, io, notFound = "not_found", invalid
  }

  package let reason: Reason
  /// What was attempted on which database, and LevelDB's own words.
  package let description: String

  init(_ attempt: String, _ message: String) {
    reason = LevelDBError.reason(of: message)
    description = "\(attempt): \(message)"
  }

  /// LevelDB's C interface tells kinds of errors apart by the start of their text alone.
  private static func reason(of message: String) -> Reason {
    if message.hasPrefix("Corruption") { return .corrupt }
    if message.hasPrefix("NotFound") { return .notFound }
    if message.hasPrefix("Invalid argument") { return message.contains("does not exist") ? .notFound : .invalid }
    return message.hasPrefix("IO error: lock") || message.contains("already held by process") ? .locked : .io
  }
}
