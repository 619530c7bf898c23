/// One thing that is wrong in one configuration file.
package struct ConfigIssue: Sendable, Equatable {
  /// The path as it was asked for.
  package var file: String
  /// 1-based; 0 where the file as a whole is meant.
  package var line: Int
  package var column: Int
  package var message: String

  package init(file: String, line: Int = 0, column: Int = 0, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }
}

extension ConfigIssue: CustomStringConvertible {
  package var description: String {
    line > 0 ? "\(file):\(line):\(column): \(message)" : "\(file): \(message)"
  }
}
