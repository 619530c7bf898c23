package import RE2

/// How unit tests of rules are run and told of.
package struct RuleTestOptions: Sendable {
  /// Only tests with a name in which one of these matches; all if there are none.
  package var names: [RegularExpression] = []
  package var isDebugging = false
  /// Whether a failure shows the lines that differ, and not both sides.
  package var showsDifference = false
  package var ignoresUnknownKeys = false

  package init() {}
}
