/// What the text of a query may demand of the parser and of everything that walks the tree afterwards.
package struct ParserLimits: Sendable {
  /// Bytes of text.
  package var textBytesMax = 4 << 20
  /// Levels of the tree, and of parentheses while reading. Every walk over a tree recurses this deep at most.
  package var depthMax = 500
  /// Operators that bind alike, one behind the other: `a + b - c` has two.
  package var operatorsMax = 10_000

  package init() {}
}
