package import RE2

/// A regular expression of a matcher or of relabelling: anchored at both ends, `.` matches a newline.
///
/// Patterns that mean a finite list of words (`a|b|c`, also behind a shared prefix) are kept as the list, so that the
/// index looks values up instead of testing each, and so that most matches are a comparison.
package struct LabelRegex: Sendable {
  package let pattern: String
  /// The words, if the pattern means exactly these.
  package let alternatives: [String]?
  /// What every match starts with; empty if nothing is known.
  package let prefix: String
  private let regex: RegularExpression
  /// As bytes: Swift's Strings are equal up to Unicode normalisation, label values are not.
  private let words: Set<[UInt8]>?
  private let matchesAll: Bool
  private let prefixAlone: Bool

  package init(_ pattern: String) throws(RegularExpressionError) {
    self.pattern = pattern
    regex = try RegularExpression(pattern, dotMatchesNewline: true)
    alternatives = LabelRegex.literalAlternatives(pattern)
    words = alternatives.map { Set($0.map { Array($0.utf8) }) }
    matchesAll = pattern == ".*"
    prefix = alternatives == nil ? LabelRegex.literalPrefix(pattern) : ""
    prefixAlone = !prefix.isEmpty && pattern == prefix + ".*"
  }

  package func matches(_ text: String) -> Bool {
    if matchesAll { return true }
    if let words { return words.contains(Array(text.utf8)) }
    if !prefix.isEmpty, !text.utf8.starts(with: prefix.utf8) { return false }
    return prefixAlone || regex.matchesWhole(text)
  }

  /// The text with groups, for relabelling.
  package func groups(of text: String) -> [Range<Int>?]? { regex.groupsOfWhole(text) }

  /// The number of the group called `name`, if there is one.
  package func groupNumber(named name: String) -> Int? { regex.groupNumber(named: name) }

  private static let special = Set(#"\.+*?()|[]{}^$"#.utf8)

  private static func literalAlternatives(_ pattern: String) -> [String]? {
    let parts = pattern.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    return parts.allSatisfy { $0.utf8.allSatisfy { !special.contains($0) } } ? parts : nil
  }

  /// The run of ordinary characters that starts the pattern. The last one is given up if it is repeated; a pattern
  /// with alternatives has none.
  private static func literalPrefix(_ pattern: String) -> String {
    guard !pattern.contains("|") else { return "" }
    var prefix = String.UnicodeScalarView()
    for scalar in pattern.unicodeScalars {
      if scalar.isASCII, special.contains(UInt8(scalar.value)) {
        if "*?{".unicodeScalars.contains(scalar), !prefix.isEmpty { prefix.removeLast() }
        break
      }
      prefix.append(scalar)
    }
    return String(prefix)
  }
}
