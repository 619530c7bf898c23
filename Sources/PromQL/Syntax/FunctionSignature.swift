/// What the parser and the type checker know of a function; its meaning is the evaluator's.
package struct FunctionSignature: Sendable {
  package var name: String
  /// Types by position.
  package var arguments: [ValueType]
  /// How often the last argument may stand: 0 exactly once, n up to n times or not at all, −1 any number of times.
  package var variadic: Int
  package var result: ValueType
  package var isExperimental: Bool

  package init(
    _ name: String, _ arguments: [ValueType], variadic: Int = 0, result: ValueType, isExperimental: Bool = false
  ) {
    self.name = name
    self.arguments = arguments
    self.variadic = variadic
    self.result = result
    self.isExperimental = isExperimental
  }
}
