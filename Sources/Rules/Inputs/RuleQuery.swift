package import PromQL
package import Storage
package import TimeSeries

/// How rules ask: what an expression is worth at a moment, and what it would select for that.
package struct RuleQuery: Sendable {
  package typealias Answer =
    @Sendable (Expression, Timestamp, any Queryable) async throws(QueryError) -> QueryResult

  package let answer: Answer
  /// How far back an instant selector looks for its newest sample.
  var lookback: Milliseconds { currentLookback() }
  private let currentLookback: @Sendable () -> Milliseconds
  private let selects: Bool

  package init(engine: QueryEngine) {
    selects = true
    currentLookback = { engine.limits.lookback }
    answer = { (expression, timestamp, view) async throws(QueryError) -> QueryResult in
      try await engine.instant(expression, at: timestamp, on: view)
    }
  }

  /// Any way of answering that does not look at the view.
  package init(answer: @escaping Answer) {
    self.answer = answer
    selects = false
    currentLookback = { QueryLimits().lookback }
  }

  /// What an expression of the group `key` is worth; the list of queries and the log say whose it is.
  func answer(
    _ expression: Expression, _ timestamp: Timestamp, _ view: any Queryable, for key: RuleGroupKey
  ) async throws(QueryError) -> QueryResult {
    try await QueryOrigin.ruleGroup(file: key.file, name: key.name).asking {
      () async throws(QueryError) -> QueryResult in
      try await answer(expression, timestamp, view)
    }
  }

  /// What the expression will ask the view for at `timestamp`. It is evaluated on a storage without series to find out; what
  /// is not found this way is selected when it is needed.
  func requests(of expression: Expression, at timestamp: Timestamp) async -> [SelectRequest] {
    guard selects else { return [] }
    let recorder = SelectionRecorder()
    _ = try? await answer(expression, timestamp, recorder)
    return recorder.requests
  }
}
