/// Why a text is no query. The description is Prometheus's: `1:5: parse error: unexpected …`.
package struct ParseError: Error, Sendable, Equatable, CustomStringConvertible {
  package let range: SourceRange
  /// 1-based line and column (in bytes) of the start of `range`; 0 where the text is empty or the error has no place.
  package let line: Int
  package let column: Int
  package let message: String
  package let description: String

  package init(range: SourceRange, line: Int, column: Int, message: String) {
    self.range = range
    self.line = line
    self.column = column
    self.message = message
    let place = line > 0 ? "\(line):\(column)" : "unknown position"
    description = "\(place): parse error: \(message)"
  }

  /// An error about the text as a whole.
  package init(unplaced message: String) {
    range = SourceRange(0, 0)
    line = 0
    column = 0
    self.message = message
    description = message
  }
}
