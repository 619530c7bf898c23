/// Why a pattern is not a regular expression.
package struct RegularExpressionError: Error, CustomStringConvertible {
  package let pattern: String
  /// RE2's own words.
  package let reason: String

  package var description: String { "error parsing regexp: \(reason)" }
}
