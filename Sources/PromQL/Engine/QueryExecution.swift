import Storage
import Telemetry
import TimeSeries

/// The life of one admitted query: plan, evaluate, put the answer in shape.
struct QueryExecution: Sendable {
  private let request: QueryRequest
  let context: QueryContext

  init(request: QueryRequest, limits: QueryLimits, deadline: Double, memory: QueriesMemory) {
    self.request = request
    context = QueryContext(
      queryable: request.queryable, limits: limits, options: request.options, grid: request.grid,
      span: request.span, isRange: request.isRange, text: request.text, deadline: deadline, memory: memory)
  }

  func run() async throws(QueryError) -> QueryResult {
    do {
      return try await answer()
    } catch let error as QueryError {
      throw error
    } catch let error as StorageError {
      throw QueryExecution.queryError(of: error)
    } catch is CancellationError {
      throw QueryError(.canceled, "query was canceled in expression evaluation")
    } catch {
      throw QueryError(.execution, "unexpected error: \(error)")
    }
  }

  private static func queryError(of error: StorageError) -> QueryError {
    switch error.reason {
    case .canceled: QueryError(.canceled, "query was canceled in query execution")
    case .tooManySamples:
      QueryError(.execution, "query processing would load too many samples into memory in query execution")
    default: QueryError(.storage, "expanding series: \(error)")
    }
  }

  private func answer() async throws -> QueryResult {
    var statistics = QueryStatistics()
    let begin = Clock.monotonicSeconds()
    let plan = try Planner(
      grid: request.grid, span: request.span, isRange: request.isRange, subqueryStep: context.limits.subqueryStep
    ).plan(request.expression)
    context.repeats.expect(PlanRepeats(in: plan))
    let planned = Clock.monotonicSeconds()
    let evaluator = Evaluator(context: context, grid: request.grid, tally: context.tally)
    let answer = try await QueryAnswer(evaluator, plan, isRange: request.isRange)
    let evaluated = Clock.monotonicSeconds()
    let value = try answer.value()
    statistics.prepareSeconds = planned - begin
    statistics.evaluateSeconds = evaluated - planned
    statistics.sortSeconds = Clock.monotonicSeconds() - evaluated
    context.fill(&statistics)
    return QueryResult(value: value, annotations: context.remarks, statistics: statistics)
  }
}
