import Hummingbird
import PromQL
package import Scrape
import TimeSeries

/// `/api/v1/targets`, `/api/v1/scrape_pools`, `/api/v1/metadata`, `/api/v1/targets/metadata`: the children and what they
/// say of their metrics.
package struct TargetRoutes: WebRoutes {
  private let targets: @Sendable () -> TargetsStatus
  private let pools: @Sendable () -> [String]
  private let metadata: MetadataBook

  /// - Parameters:
  ///   - pools: the names of all jobs, also of those without a target.
  ///   - metadata: what the children say of their metrics.
  package init(
    targets: @escaping @Sendable () -> TargetsStatus, pools: @escaping @Sendable () -> [String],
    metadata: MetadataBook = MetadataBook()
  ) {
    self.targets = targets
    self.pools = pools
    self.metadata = metadata
  }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/api/v1/targets") { list($0) }
    table.on(.get, at: "/api/v1/scrape_pools") { _ in
      Envelope.success { writer in writer.object { $0.member("scrapePools", pools().sorted()) } }
    }
    table.on(.get, at: "/api/v1/metadata") { try listMetadata($0) }
    table.on(.get, at: "/api/v1/targets/metadata") { try listTargetMetadata($0) }
  }

  /// As Prometheus: a limit below zero is none.
  private func listMetadata(_ request: WebRequest) throws(APIError) -> Response {
    func limit(_ name: String) throws(APIError) -> Int {
      let text = request.parameters[name]
      if text.isEmpty { return .max }
      guard let limit = Int(text) else { throw APIError(.badData, "\(name) must be a number") }
      return limit < 0 ? .max : limit
    }
    let (metricsMax, entriesMax) = (try limit("limit"), try limit("limit_per_metric"))
    let metrics = metadata.metrics(named: request.parameters["metric"]).prefix(metricsMax)
    return Envelope.success { writer in
      writer.object { writer in
        for metric in metrics {
          // Unlike that of metrics, a limit of no entry is none.
          let entries = metric.entries.prefix(entriesMax == 0 ? .max : entriesMax)
          writer.arrayMember(metric.name) { writer in for entry in entries { TargetText.write(entry, to: &writer) } }
        }
      }
    }
  }

  /// What each child says of its metrics, or of one of them. As in Prometheus, the limit is looked at before each target:
  /// the last one may go beyond it.
  private func listTargetMetadata(_ request: WebRequest) throws(APIError) -> Response {
    let text = request.parameters["limit"]
    guard let limit = text.isEmpty ? -1 : Int(text) else { throw APIError(.badData, "limit must be a number") }
    let selector = request.parameters["match_target"]
    let matchers = selector.isEmpty ? [] : try matchers(selector)
    let metric = request.parameters["metric"]
    var found: [(target: Labels, metadata: MetricMetadata)] = []
    for target in targets().active where matchers.allSatisfy({ $0.matches(target.labels) }) {
      if limit >= 0, found.count >= limit { break }
      let entries = metadata.entries(of: target.scrapeURL).filter { metric.isEmpty || $0.name == metric }
      found += entries.map { (target.labels, $0) }
    }
    return Envelope.success { writer in
      writer.array { writer in
        for (target, metadata) in found {
          TargetText.write(metadata, of: target, named: metric.isEmpty, to: &writer)
        }
      }
    }
  }

  /// Unlike selectors of series, one that every target matches is as good as any.
  private func matchers(_ selector: String) throws(APIError) -> [LabelMatcher] {
    do {
      return try Parser.parseSelector(selector, mayMatchAll: true)
    } catch {
      throw APIError(parameter: "match_target", "\(error)")
    }
  }

  private func list(_ request: WebRequest) -> Response {
    let state = request.parameters["state"].lowercased()
    let showsActive = state.isEmpty || state == "any" || state == "active"
    let showsDropped = state.isEmpty || state == "any" || state == "dropped"
    let pool = request.parameters["scrapePool"]
    var status = targets()
    status.active.removeAll { !showsActive || !pool.isEmpty && $0.scrapePool != pool }
    status.dropped.removeAll { !showsDropped || !pool.isEmpty && $0.scrapePool != pool }
    status.droppedCounts = status.droppedCounts.filter { showsDropped && (pool.isEmpty || $0.key == pool) }
    return Envelope.success { TargetText.write(status, to: &$0) }
  }
}
