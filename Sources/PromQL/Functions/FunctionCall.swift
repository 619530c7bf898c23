/// One call of a function in one evaluation: its arguments, and what it may want to know.
package struct FunctionCall: Sendable {
  package enum Argument: Sendable {
    case scalar(ScalarColumn)
    case string(String)
    case vector(any StepSource)
    /// Reaches the function as windows, not here.
    case range
  }

  package let arguments: [Argument]
  /// The steps of this evaluation; in a subquery, those of the subquery.
  package let grid: StepGrid
  package let context: QueryContext
  /// As written, for `absent` and for positions.
  package let expression: Expression.Call

  /// The scalar at `index`; `nil` if it was left out.
  package func scalar(_ index: Int) -> ScalarColumn? {
    guard index < arguments.count, case .scalar(let column) = arguments[index] else { return nil }
    return column
  }

  /// The string at `index`; empty if it was left out.
  package func string(_ index: Int) -> String {
    guard index < arguments.count, case .string(let text) = arguments[index] else { return "" }
    return text
  }

  /// All strings from `index` on.
  package func strings(from index: Int) -> [String] { (index..<max(index, arguments.count)).map(string) }

  /// The instant vector at `index`, as a stream; empty if it was left out.
  package func source(_ index: Int) -> any StepSource {
    guard index < arguments.count, case .vector(let source) = arguments[index] else { return StepVector() }
    return source
  }

  /// The instant vector at `index`, in memory.
  package func vector(_ index: Int) async throws -> StepVector { try await context.collect(source(index)) }

  /// Where the first argument of a kind stands, for remarks.
  package func position(of type: ValueType) -> SourceRange {
    expression.arguments.first { $0.type == type }?.range ?? expression.range
  }

  /// Where the argument at `index` stands, for remarks.
  package func position(_ index: Int) -> SourceRange {
    index < expression.arguments.count ? expression.arguments[index].range : expression.range
  }
}
