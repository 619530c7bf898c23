import Fleet
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
    let limit = try limit(request)
    let (names, coverage) = try union(request) { view, matchers, range throws(StorageError) in
      try view.labelNames(matchers, range)
    }
    return list(names, coverage, limit)
  }

  private func values(_ request: WebRequest) throws -> Response {
    let name = try LabelNameParameter.name(request.pathParameter)
    let limit = try limit(request)
    let (values, coverage) = try union(request) { view, matchers, range throws(StorageError) in
      try view.labelValues(of: name, matchers, range)
    }
    return list(values, coverage, limit)
  }

  private func series(_ request: WebRequest) throws -> Response {
    guard request.parameters.contains(SelectorParameter.name) else {
      throw APIError(.badData, "no match[] parameter provided")
    }
    let limit = try limit(request)
    var (series, coverage) = try union(request, namesSelectors: true) { view, matchers, range throws(StorageError) in
      try view.series(matchers, range)
    }
    let annotations = truncate(&series, to: limit)
    return Envelope.success(annotations, coverage) { writer in
      writer.array { writer in series.forEach { writer.labels($0) } }
    }
  }

  /// To be read before all else, as Prometheus does.
  private func limit(_ request: WebRequest) throws(APIError) -> Int {
    try NumberParameter.limit("limit", in: request.parameters)
  }

  /// What `ask` finds for each selector, together and sorted; without selectors, for all series. And for whom it speaks.
  private func union<Element: Comparable & Hashable>(
    _ request: WebRequest, namesSelectors: Bool = false,
    _ ask: (any Queryable, [LabelMatcher], ClosedRange<Timestamp>) throws(StorageError) -> [Element]
  ) throws(APIError) -> ([Element], Coverage) {
    let parameters = request.parameters
    let start = try TimeParameter.time("start", in: parameters, default: TimeParameter.min)
    let end = try TimeParameter.time("end", in: parameters, default: TimeParameter.max)
    let sets = try selectors(parameters, isNamed: namesSelectors)
    let view = try views.view(for: parameters)
    guard start <= end else { return ([], Coverage()) }
    let found = try union(sets) { matchers throws(StorageError) in try ask(view.queryable, matchers, start...end) }
    return (found, try view.coverage())
  }

  /// - Parameter isNamed: whether errors name the parameter; those of series do, in Prometheus.
  private func selectors(_ parameters: FormParameters, isNamed: Bool) throws(APIError) -> [[LabelMatcher]] {
    do {
      return try SelectorParameter.matcherSets(in: parameters)
    } catch {
      throw isNamed ? APIError(parameter: SelectorParameter.name, error.description) : error
    }
  }

  private func union<Element: Comparable & Hashable>(
    _ sets: [[LabelMatcher]], _ ask: ([LabelMatcher]) throws(StorageError) -> [Element]
  ) throws(APIError) -> [Element] {
    do {
      if sets.count < 2 { return try ask(sets.first ?? []) }
      var found: Set<Element> = []
      for matchers in sets { found.formUnion(try ask(matchers)) }
      return found.sorted()
    } catch {
      throw APIError(error)
    }
  }

  private func list(_ texts: [String], _ coverage: Coverage, _ limit: Int) -> Response {
    var texts = texts
    let annotations = truncate(&texts, to: limit)
    return Envelope.success(annotations, coverage) { writer in
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
