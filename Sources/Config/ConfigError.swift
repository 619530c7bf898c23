/// Why a configuration cannot be used: everything that was found wrong, in file order.
package struct ConfigError: Error, Sendable, Equatable {
  /// A bounded set, fit for a metric's label.
  package enum Reason: String, Sendable, CaseIterable {
    /// A file cannot be read.
    case unreadable
    /// A file is not YAML, or is larger or deeper than any configuration.
    case syntax
    /// The YAML says something that iapetus does not understand or will not do.
    case invalid
  }

  package let reason: Reason
  package let issues: [ConfigIssue]

  package init(_ reason: Reason, _ issues: [ConfigIssue]) {
    self.reason = reason
    self.issues = issues
  }
}

extension ConfigError: CustomStringConvertible {
  package var description: String { issues.map(\.description).joined(separator: "\n") }
}
