/// What the parser and the type checker know of a function; its meaning is the evaluator's.
package struct FunctionSignature: Sendable {
  package var name: String
  /// Types by position. The last one repeats if the function is variadic.
  package var arguments: [ValueType]
  /// How many of the last arguments may be left out. −1: the last one may repeat, and be left out.
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
