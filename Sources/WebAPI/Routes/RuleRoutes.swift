import Hummingbird
package import Rules
import TimeSeries

/// `/api/v1/rules` and `/api/v1/alerts`.
package struct RuleRoutes: WebRoutes {
  private let groups: @Sendable () -> [RuleGroupStatus]

  package init(groups: @escaping @Sendable () -> [RuleGroupStatus]) { self.groups = groups }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/api/v1/rules") { try rules($0) }
    table.on(.get, at: "/api/v1/alerts") { _ in alerts() }
  }

  private func rules(_ request: WebRequest) throws -> Response {
    let filter = try RuleFilter(request.parameters)
    let page = try RulePage(request.parameters)
    let (groups, nextToken) = try page.cut(groups().compactMap { filter.filtered($0) })
    return Envelope.success { writer in
      writer.object { writer in
        writer.arrayMember("groups") { writer in
          groups.forEach { RuleText.write($0, showsAlerts: filter.showsAlerts, to: &writer) }
        }
        if let nextToken { writer.member("groupNextToken", nextToken) }
      }
    }
  }

  private func alerts() -> Response {
    let alerts = groups().flatMap(\.rules).compactMap(\.alerting).flatMap(\.alerts)
    return Envelope.success { writer in
      writer.object { writer in
        writer.arrayMember("alerts") { writer in alerts.forEach { RuleText.write($0, to: &writer) } }
      }
    }
  }
}
