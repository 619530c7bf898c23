/// What the expansion of one template may cost. Go has none of these, but for the depth; a rule file must not be able to
/// hang the server.
package struct TemplateLimits: Sendable, Equatable {
  /// Longest text that an expansion may give, and longest text within it, in bytes of UTF-8.
  package var outputBytesMax = 1 << 20
  /// Actions, turns of a loop and calls; long texts handed to a function count more.
  package var stepsMax = 100_000
  /// How deep `template` and `tmpl` may call one another, and `args` be put into `args`.
  package var depthMax = 100
  /// Calls of `query`.
  package var queriesMax = 20

  /// How deep blocks and parentheses may stand in one another. Not a setting: it bounds the stack.
  static let nestingMax = 200

  package init() {}
}
