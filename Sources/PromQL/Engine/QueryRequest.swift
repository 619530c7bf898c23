import Storage
import TimeSeries

/// What a caller asks of the engine.
struct QueryRequest: Sendable {
  var expression: Expression
  /// What positions in remarks refer to; may be empty.
  var text: String
  var grid: StepGrid
  /// As asked; the last step may be before it.
  var end: Timestamp
  var isRange: Bool
  var queryable: any Queryable
  var options: QueryOptions

  var span: QuerySpan { QuerySpan(from: grid.start, through: end) }
}
