package import Discovery
package import Outbound
package import TimeSeries

/// One entry of `alertmanagers`: where they are, and how they are told. The names are those of the file.
package struct AlertmanagerConfig: Sendable, Equatable {
  package enum Scheme: String, Sendable, CaseIterable {
    case http, https
  }

  package var scheme = Scheme.http
  package var pathPrefix = "/"
  /// Of one request.
  package var timeout: Milliseconds = 10_000
  /// Credentials, encryption, proxy.
  package var http = HTTPOptions()
  package var headers: [HTTPHeader] = []
  package var discovery = DiscoverySources()
  /// For the Alertmanagers that were found.
  package var relabelRules: [RelabelRule] = []
  /// For the alerts that go to these Alertmanagers, after those of the whole section.
  package var alertRelabelRules: [RelabelRule] = []

  package init() {}
}
