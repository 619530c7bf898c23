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
  private let activity = ActiveQueries()
  private let report: @Sendable (FinishedQuery) -> Void

  /// - Parameter report: hears of every query that ends. Must not wait for anything.
  package init(
    limits: QueryLimits, registry: Registry, report: @escaping @Sendable (FinishedQuery) -> Void = { _ in }
  ) {
    current = Locked(limits)
    gate = QueryGate(limits)
    memory = QueriesMemory(registry: registry, limits: current)
    metrics = QueryMetrics(registry: registry, active: activity, gate: gate, limits: current, memory: memory)
    self.report = report
  }

  package var limits: QueryLimits { current.withLock { $0 } }

  /// New limits, for queries that start from now on.
  package func apply(_ limits: QueryLimits) {
    current.withLock { $0 = limits }
    gate.apply(limits)
  }

  /// The queries that wait or run now, the oldest first.
  package var activeQueries: [ActiveQueryStatus] { activity.statuses }

  /// The last queries that took longer than ``QueryLimits/slowAfter``, the newest first.
  package var slowQueries: [FinishedQuery] { activity.slow }

  /// Ends a query, whose client is told that it was canceled. A rule's query goes on.
  package func cancel(_ id: Int) -> QueryCancellation {
    let cancellation = activity.cancel(id)
    if cancellation == .canceled { metrics.countCancellation() }
    return cancellation
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
      expression: expression, text: text, grid: StepGrid(at: QueryTimes.clamp(timestamp)), end: timestamp,
      isRange: false, queryable: queryable, options: options)
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
      grid: StepGrid(from: QueryTimes.clamp(start), through: QueryTimes.clamp(end), step: step), end: end,
      isRange: true, queryable: queryable, options: options)
    return try await run(request)
  }

  private static func parse(_ text: String) throws(QueryError) -> Expression {
    do {
      return try Parser.parse(text)
    } catch {
      throw QueryError(.badData, error.description)
    }
  }

  /// In a task of its own, which others can cancel as well. It waits where all do, and is evaluated on threads for queries.
  @concurrent
  private func run(_ request: QueryRequest) async throws(QueryError) -> QueryResult {
    let query = ActiveQuery(request, id: activity.nextID(), limits: limits)
    let task = Task { await self.outcome(of: query) }
    activity.insert(query) { task.cancel() }
    let answered = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    activity.remove(query)
    tell(query.end(answered), query.limits)
    return try answered.get()
  }

  private func outcome(of query: ActiveQuery) async -> Result<QueryResult, QueryError> {
    do throws(QueryError) {
      return .success(try await result(of: query))
    } catch {
      if error.reason == .overloaded { metrics.countRefusal() }
      return .failure(error)
    }
  }

  private func result(of query: ActiveQuery) async throws(QueryError) -> QueryResult {
    try await gate.enter(deadline: query.deadlineSeconds, isRule: query.isRule, isRefusable: query.isRefusable)
    defer { gate.leave(isRule: query.isRule) }
    let queueSeconds = query.elapsedSeconds
    metrics.queueSeconds.observe(queueSeconds)
    let execution = QueryExecution(
      request: query.request, limits: query.limits, deadline: query.deadlineSeconds, memory: memory)
    query.begin(execution.context)
    let threads = QueryThreads.executor(forRules: query.isRule)
    var result = try await withTaskExecutorPreference(threads) { () async throws(QueryError) in
      try await execution.run()
    }
    result.statistics.queueSeconds = queueSeconds
    metrics.count(result.statistics)
    return result
  }

  private func tell(_ query: FinishedQuery, _ limits: QueryLimits) {
    if query.seconds * 1000 > Double(limits.slowAfter) { activity.remember(query, atMost: limits.slowKept) }
    report(query)
  }
}
