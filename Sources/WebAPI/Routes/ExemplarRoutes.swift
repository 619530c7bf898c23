import Hummingbird
import PromQL

/// `/api/v1/query_exemplars`. Exemplars do not come through `/federate` and are not kept: what is asked well has none.
package struct ExemplarRoutes: WebRoutes {
  package init() {}

  package func add(to table: inout RouteTable) {
    table.on(.get, .post, at: "/api/v1/query_exemplars") { try answer($0) }
  }

  private func answer(_ request: WebRequest) throws(APIError) -> Response {
    let start = try TimeParameter.time("start", in: request.parameters, default: TimeParameter.min)
    let end = try TimeParameter.time("end", in: request.parameters, default: TimeParameter.max)
    guard end >= start else { throw APIError(.badData, "end timestamp must not be before start timestamp") }
    let expression: Expression
    do {
      expression = try Parser.parse(request.parameters["query"])
    } catch {
      throw APIError(.badData, "\(error)")
    }
    guard expression.hasSelector else { return Response(status: .noContent) }
    return Envelope.success { writer in writer.array { _ in } }
  }
}

extension Expression {
  fileprivate var hasSelector: Bool {
    var found = false
    _ = mapSelectors { selector in
      found = true
      return selector
    }
    return found
  }
}
