package import Storage
package import Telemetry
import Threads
package import TimeSeries

/// Answers queries: text or syntax tree in, values out. Safe to call from any task; bounds how many run at once.
package final class QueryEngine: Sendable {
  private let current: Locked<QueryLimits>
  private let gate: QueryGate
  private let metrics: QueryMetrics
  private let memory: QueriesMemory

  package init(limits: QueryLimits, registry: Registry) {
    current = Locked(limits)
    let gate = QueryGate(limit: limits.concurrentMax)
    self.gate = gate
    memory = QueriesMemory(registry: registry, limits: current)
    metrics = QueryMetrics(registry: registry, running: { gate.runningCount }, limits: current, memory: memory)
  }

  package var limits: QueryLimits { current.withLock { $0 } }

  /// New limits, for queries that start from now on.
  package func apply(_ limits: QueryLimits) {
    current.withLock { $0 = limits }
    gate.setLimit(limits.concurrentMax)
  }

  /// What `text` is worth at one moment. A range selector answers with its raw samples.
  package func instant(
    _ text: String, at timestamp: Timestamp, on queryable: any Queryable, options: QueryOptions = .init()
  ) async throws(QueryError) -> QueryResult {
    let expression = try QueryEngine.parse(text)
    return try await instant(expression, text: text, at: timestamp, on: queryable, options: options)
  }

  /// As above, parsed before; `text` is what positions in remarks refer to.
  package func instant(
    _ expression: Expression, text: String = "", at timestamp: Timestamp, on queryable: any Queryable,
    options: QueryOptions = .init()
  ) async throws(QueryError) -> QueryResult {
    let request = QueryRequest(
      expression: expression, text: text, grid: StepGrid(at: QueryTimes.clamp(timestamp)), isRange: false,
      queryable: queryable, options: options)
    return try await run(request)
  }

  /// What `text` is worth at `start`, `start + step`, … up to `end`.
  package func range(
    _ text: String, from start: Timestamp, through end: Timestamp, step: Milliseconds, on queryable: any Queryable,
    options: QueryOptions = .init()
  ) async throws(QueryError) -> QueryResult {
    let expression = try QueryEngine.parse(text)
    return try await range(
      expression, text: text, from: start, through: end, step: step, on: queryable, options: options)
  }

  /// As above, parsed before.
  package func range(
    _ expression: Expression, text: String = "", from start: Timestamp, through end: Timestamp, step: Milliseconds,
    on queryable: any Queryable, options: QueryOptions = .init()
  ) async throws(QueryError) -> QueryResult {
    guard step > 0, end >= start else {
      throw QueryError(.badData, "a range query needs a positive step and an end that is not before its start")
    }
    guard expression.type == .scalar || expression.type == .instantVector else {
      throw QueryError(
        .badData,
        "invalid expression type \"\(expression.type.rawValue)\" for range query, must be Scalar or instant Vector")
    }
    let request = QueryRequest(
      expression: expression, text: text,
      grid: StepGrid(from: QueryTimes.clamp(start), through: QueryTimes.clamp(end), step: step), isRange: true,
      queryable: queryable, options: options)
    return try await run(request)
  }

  private static func parse(_ text: String) throws(QueryError) -> Expression {
    do {
      return try Parser.parse(text)
    } catch {
      throw QueryError(.badData, error.description)
    }
  }

  /// Leaves the caller's executor: evaluation is work for the pool.
  @concurrent
  private func run(_ request: QueryRequest) async throws(QueryError) -> QueryResult {
    let limits = self.limits
    let arrival = Clock.monotonicSeconds()
    let timeout = min(limits.timeout, request.options.timeout ?? limits.timeout)
    let deadline = arrival + Double(timeout) / 1000
    try await gate.enter(deadline: deadline)
    defer { gate.leave() }
    let queueSeconds = Clock.monotonicSeconds() - arrival
    metrics.queueSeconds.observe(queueSeconds)
    let execution = QueryExecution(request: request, limits: limits, deadline: deadline, memory: memory)
    var result = try await execution.run()
    result.statistics.queueSeconds = queueSeconds
    metrics.count(result.statistics)
    return result
  }
}
