import PromQL

/// An error of an expression, with the line that it is in and a mark below the place.
enum ParseErrorText {
  static func text(of error: ParseError, in expression: String) -> String {
    let lines = expression.split(separator: "\n", omittingEmptySubsequences: false)
    guard error.line > 0, error.line <= lines.count else { return error.description }
    let line = lines[error.line - 1]
    let before = String(decoding: line.utf8.prefix(max(0, error.column - 1)), as: UTF8.self)
    // A tab stays one, so that the mark stands below the place.
    let blanks = String(before.map { $0 == "\t" ? "\t" : " " })
    return "\(error)\n  \(line)\n  \(blanks)^"
  }
}
