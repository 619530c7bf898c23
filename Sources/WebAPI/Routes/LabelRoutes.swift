import Hummingbird
import PromQL
import Storage
import TimeSeries

/// `/api/v1/labels`, `/api/v1/label/<name>/values`, `/api/v1/series`: which series there are.
package struct LabelRoutes: WebRoutes {
  private let views: ViewSource

  package init(views: ViewSource) { self.views = views }

  package func add(to table: inout RouteTable) {
    table.on(.get, .post, at: "/api/v1/labels") { try names($0) }
    table.on(.get, at: "/api/v1/label/:name/values") { try values($0) }
    table.on(.get, .post, at: "/api/v1/series") { try series($0) }
  }

  private func names(_ request: WebRequest) throws -> Response {
    let names = try union(request) { view, matchers, range throws(StorageError) in
      try view.labelNames(matchers, range)
    }
    return try list(names, request)
  }

  private func values(_ request: WebRequest) throws -> Response {
    let name = try LabelNameParameter.name(request.pathParameter)
    let values = try union(request) { view, matchers, range throws(StorageError) in
      try view.labelValues(of: name, matchers, range)
    }
    return try list(values, request)
  }

  private func series(_ request: WebRequest) throws -> Response {
    guard request.parameters.contains(SelectorParameter.name) else {
      throw APIError(.badData, "no match[] parameter provided")
    }
    var series = try union(request) { view, matchers, range throws(StorageError) in
      try view.series(matchers, range)
    }
    let annotations = truncate(&series, to: try NumberParameter.limit("limit", in: request.parameters))
    return Envelope.success(annotations) { writer in
      writer.array { writer in series.forEach { writer.labels($0) } }
    }
  }

  /// What `ask` finds for each selector, together and sorted; without selectors, for all series.
  private func union<Element: Comparable & Hashable>(
    _ request: WebRequest,
    _ ask: (any Queryable, [LabelMatcher], ClosedRange<Timestamp>) throws(StorageError) -> [Element]
  ) throws(APIError) -> [Element] {
    let parameters = request.parameters
    let start = try TimeParameter.time("start", in: parameters, default: TimeParameter.min)
    let end = try TimeParameter.time("end", in: parameters, default: TimeParameter.max)
    let sets = try SelectorParameter.matcherSets(in: parameters)
    let view = try views.view(for: parameters)
    guard start <= end else { return [] }
    do {
      if sets.count < 2 { return try ask(view, sets.first ?? [], start...end) }
      var found: Set<Element> = []
      for matchers in sets { found.formUnion(try ask(view, matchers, start...end)) }
      return found.sorted()
    } catch {
      throw APIError(error)
    }
  }

  private func list(_ texts: [String], _ request: WebRequest) throws -> Response {
    var texts = texts
    let annotations = truncate(&texts, to: try NumberParameter.limit("limit", in: request.parameters))
    return Envelope.success(annotations) { writer in
      writer.array { writer in texts.forEach { writer.string($0) } }
    }
  }

  private func truncate<Element>(_ list: inout [Element], to limit: Int) -> Annotations {
    var annotations = Annotations()
    if limit > 0, list.count > limit {
      list.removeLast(list.count - limit)
      annotations.warn("results truncated due to limit")
    }
    return annotations
  }
}
