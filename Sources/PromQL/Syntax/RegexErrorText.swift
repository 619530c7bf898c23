import RE2

/// Why a regular expression is none, in the words of Go's `regexp/syntax`, which are Prometheus's.
enum RegexErrorText {
  private static let words = [
    "missing ]": "missing closing ]",
    "missing )": "missing closing )",
    "no argument for repetition operator": "missing argument to repetition operator",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid repetition size": "invalid repeat count",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "trailing \\": "trailing backslash at end of expression",
    "invalid named capture group": "invalid named capture",
  ]

  static func text(_ error: RegularExpressionError) -> String {
    let parts = error.reason.split(separator: ": ", maxSplits: 1).map(String.init)
    guard let kind = parts.first else { return error.description }
    let argument = parts.count > 1 ? parts[1] : ""
    return "error parsing regexp: \(words[kind] ?? kind): `\(argument)`"
  }
}
