import Hummingbird
package import Notifier

/// `/api/v1/alertmanagers`: who is told of alerts, and, in the member `iapetus` of each, how that goes.
package struct AlertmanagerRoutes: WebRoutes {
  private let alertmanagers: @Sendable () -> AlertmanagersStatus

  package init(alertmanagers: @escaping @Sendable () -> AlertmanagersStatus) { self.alertmanagers = alertmanagers }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/api/v1/alertmanagers") { _ in
      let status = alertmanagers()
      return Envelope.success { writer in
        writer.object { writer in
          writer.arrayMember("activeAlertmanagers") { writer in status.active.forEach { write($0, to: &writer) } }
          writer.arrayMember("droppedAlertmanagers") { writer in
            for url in status.dropped { writer.object { $0.member("url", url) } }
          }
        }
      }
    }
  }

  private func write(_ alertmanager: AlertmanagersStatus.Active, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("url", alertmanager.url)
      writer.objectMember("iapetus") { writer in
        writer.member("queueLength", alertmanager.queueLength)
        writer.member("lastError", alertmanager.lastError)
      }
    }
  }
}
