/// A line of a body that is not as its format asks for.
package struct BadLine: Sendable, Equatable {
  /// 1-based.
  package let number: Int
  /// 1-based, in bytes.
  package let column: Int
  /// Some of the line around the column, anything but printable ASCII escaped.
  package let text: String

  package init(number: Int, column: Int, text: String) {
    self.number = number
    self.column = column
    self.text = text
  }
}
