import Hummingbird
package import Notifier

/// `/api/v1/alertmanagers`: who is told of alerts.
package struct AlertmanagerRoutes: WebRoutes {
  private let alertmanagers: @Sendable () -> AlertmanagersStatus

  package init(alertmanagers: @escaping @Sendable () -> AlertmanagersStatus) { self.alertmanagers = alertmanagers }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/api/v1/alertmanagers") { _ in
      let status = alertmanagers()
      return Envelope.success { writer in
        writer.object { writer in
          AlertmanagerRoutes.write("activeAlertmanagers", status.active, to: &writer)
          AlertmanagerRoutes.write("droppedAlertmanagers", status.dropped, to: &writer)
        }
      }
    }
  }

  private static func write(_ key: String, _ urls: [String], to writer: inout JSONWriter) {
    writer.arrayMember(key) { writer in
      for url in urls { writer.object { $0.member("url", url) } }
    }
  }
}
