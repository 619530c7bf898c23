/// Why a text is no query. The description is Prometheus's: `1:5: parse error: unexpected …`.
package struct ParseError: Error, Sendable, Equatable, CustomStringConvertible {
  package var range: SourceRange
  /// 1-based line and column (in bytes) of the start of `range`.
  package var line: Int
  package var column: Int
  package var message: String

  package init(range: SourceRange, line: Int, column: Int, message: String) {
    self.range = range
    self.line = line
    self.column = column
    self.message = message
  }

  package var description: String { "\(line):\(column): parse error: \(message)" }
}
