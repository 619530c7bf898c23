/// What the expansion of one template may cost. Go has none of these, but for the depth; a rule file must not be able to
/// hang the server.
package struct TemplateLimits: Sendable, Equatable {
  /// Longest text that an expansion may give, and longest text within it, in bytes of UTF-8.
  package var outputBytesMax = 1 << 20
  /// Actions, turns of a loop and calls; long texts that a function takes or gives count more, regular expressions too.
  package var stepsMax = 100_000
  /// How deep `template` and `tmpl` may call one another, and `args` be put into `args`.
  package var depthMax = 100
  /// Calls of `query`.
  package var queriesMax = 20

  /// How deep blocks and parentheses may stand in one another. Not a setting: it bounds the stack.
  static let nestingMax = 200
  /// How many variables may be in scope. Not a setting: each use looks through them.
  static let variablesMax = 1000
  /// Bytes that all searches of one `reReplaceAll` may look at. Not a setting: a search may look at all that is left of the
  /// text for each match.
  static let searchedBytesMax = 4 << 20

  package init() {}
}
