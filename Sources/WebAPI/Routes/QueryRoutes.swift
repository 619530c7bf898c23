import Hummingbird
package import PromQL
import Storage
package import TimeSeries

/// `/api/v1/query`, `/api/v1/query_range`, `/api/v1/format_query`, `/api/v1/parse_query`.
package struct QueryRoutes: WebRoutes {
  /// More points a series than this are refused: no screen shows them.
  private static let pointsMax: Int64 = 11_000

  private let engine: QueryEngine
  private let views: ViewSource
  private let now: @Sendable () -> Timestamp

  package init(engine: QueryEngine, views: ViewSource, now: @escaping @Sendable () -> Timestamp) {
    self.engine = engine
    self.views = views
    self.now = now
  }

  package func add(to table: inout RouteTable) {
    table.on(.get, .post, at: "/api/v1/query") { try await instant($0) }
    table.on(.get, .post, at: "/api/v1/query_range") { try await range($0) }
    table.on(.get, .post, at: "/api/v1/format_query") { try format($0) }
    table.on(.get, .post, at: "/api/v1/parse_query") { try parse($0) }
  }

  private func instant(_ request: WebRequest) async throws -> Response {
    let parameters = request.parameters
    let limit = try NumberParameter.limit("limit", in: parameters)
    let time = try TimeParameter.time("time", in: parameters, default: now())
    let options = try options(parameters)
    let view = try views.explainableView(for: parameters)
    let result = try await answer(request) { engine throws(QueryError) in
      try await engine.instant(parameters["query"], at: time, on: view.queryable, options: options)
    }
    return try response(result, view, parameters, options, limit, start: time, step: 0)
  }

  private func range(_ request: WebRequest) async throws -> Response {
    let parameters = request.parameters
    let limit = try NumberParameter.limit("limit", in: parameters)
    let (start, end, step) = try grid(parameters)
    let options = try options(parameters)
    let view = try views.explainableView(for: parameters)
    let result = try await answer(request) { engine throws(QueryError) in
      try await engine.range(
        parameters["query"], from: start, through: end, step: step, on: view.queryable, options: options)
    }
    return try response(result, view, parameters, options, limit, start: start, step: step)
  }

  private func format(_ request: WebRequest) throws(APIError) -> Response {
    let expression = try expression(of: request)
    return Envelope.success { $0.string(expression.prettyText) }
  }

  private func parse(_ request: WebRequest) throws(APIError) -> Response {
    let expression = try expression(of: request)
    return Envelope.success { ExpressionText.write(expression, to: &$0) }
  }

  private func expression(of request: WebRequest) throws(APIError) -> Expression {
    do {
      return try Parser.parse(request.parameters["query"])
    } catch {
      throw APIError(parameter: "query", "\(error)")
    }
  }

  /// Start, end and step of a range query, checked in Prometheus's order.
  private func grid(
    _ parameters: FormParameters
  ) throws(APIError) -> (start: Timestamp, end: Timestamp, step: Milliseconds) {
    let start = try TimeParameter.time("start", in: parameters)
    let end = try TimeParameter.time("end", in: parameters)
    guard end >= start else {
      throw APIError(parameter: "end", "end timestamp must not be before start time")
    }
    let step = try TimeParameter.duration("step", in: parameters)
    guard step > 0 else {
      throw APIError(
        parameter: "step",
        "zero or negative query resolution step widths are not accepted. Try a positive integer")
    }
    let (span, overflow) = end.subtractingReportingOverflow(start)
    guard !overflow, span / step <= QueryRoutes.pointsMax else {
      throw APIError(
        .badData,
        "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)")
    }
    return (start, end, step)
  }

  private func options(_ parameters: FormParameters) throws(APIError) -> QueryOptions {
    var options = QueryOptions()
    if !parameters["timeout"].isEmpty {
      options.timeout = try TimeParameter.duration("timeout", in: parameters)
    }
    if !parameters["lookback_delta"].isEmpty {
      do {
        options.lookback = try TimeParameter.duration(parameters["lookback_delta"])
      } catch {
        throw APIError(.badData, "error parsing lookback delta duration: \(error)")
      }
    }
    options.wantsStatisticsPerStep = StatisticsParameter(parameters).detail == .perStep
    if try ExplainParameter(parameters).wantsPlan {
      options.explanation = QueryExplanation(nodesMax: engine.limits.explainedNodesMax)
    }
    return options
  }

  /// Runs a query for as long as its client is there.
  private func answer(
    _ request: WebRequest,
    _ ask: @escaping @Sendable (QueryEngine) async throws(QueryError) -> QueryResult
  ) async throws -> QueryResult {
    do {
      return try await request.whileConnected { [engine] in
        try await request.origin.asking { () async throws(QueryError) -> QueryResult in try await ask(engine) }
      }
    } catch let error as QueryError {
      throw APIError(error)
    }
  }

  private func response(
    _ result: QueryResult, _ view: RequestView, _ parameters: FormParameters, _ options: QueryOptions, _ limit: Int,
    start: Timestamp, step: Milliseconds
  ) throws(APIError) -> Response {
    let dedup = view.dedup()
    var content = QueryAnswerContent(
      result: result, coverage: try view.coverage(), refusals: view.refusalRemarks(), dedup: dedup, start: start,
      step: step)
    let statistics = StatisticsParameter(parameters)
    content.statistics = statistics.detail
    if let warning = statistics.warning { content.result.annotations.warn(warning) }
    content.plan = options.explanation.map { ExplainedPlan(explanation: $0, query: parameters["query"]) }
    content.truncate(to: limit)
    return .query(content)
  }
}

extension WebRequest {
  /// As the list of queries and the query log show who asks.
  fileprivate var origin: QueryOrigin {
    .request(clientAddress: clientAddress, method: method.rawValue, path: path)
  }
}
