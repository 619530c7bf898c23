import Storage

/// What a caller asks of the engine.
struct QueryRequest: Sendable {
  var expression: Expression
  /// What positions in remarks refer to; may be empty.
  var text: String
  var grid: StepGrid
  var isRange: Bool
  var queryable: any Queryable
  var options: QueryOptions
}
