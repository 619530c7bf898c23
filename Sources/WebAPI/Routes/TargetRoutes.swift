import Hummingbird
package import Scrape
import TimeSeries

/// `/api/v1/targets`, `/api/v1/scrape_pools`, `/api/v1/metadata`: the children.
package struct TargetRoutes: WebRoutes {
  private let targets: @Sendable () -> TargetsStatus
  private let pools: @Sendable () -> [String]

  /// - Parameter pools: the names of all jobs, also of those without a target.
  package init(
    targets: @escaping @Sendable () -> TargetsStatus, pools: @escaping @Sendable () -> [String]
  ) {
    self.targets = targets
    self.pools = pools
  }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/api/v1/targets") { list($0) }
    table.on(.get, at: "/api/v1/scrape_pools") { _ in
      Envelope.success { writer in writer.object { $0.member("scrapePools", pools().sorted()) } }
    }
    // What /federate delivers has neither type nor help, so there is none to tell.
    table.on(.get, at: "/api/v1/metadata") { request in
      _ = try NumberParameter.limit("limit", in: request.parameters)
      return Envelope.success { $0.object { _ in } }
    }
    table.on(.get, at: "/api/v1/targets/metadata") { request in
      _ = try NumberParameter.limit("limit", in: request.parameters)
      return Envelope.success { $0.array { _ in } }
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
