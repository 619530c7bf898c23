package import Discovery
package import Outbound
package import Scrape
package import TimeSeries

/// The section `alerting`: where alerts go.
package struct AlertingConfig: Sendable, Equatable {
  /// One entry of `alertmanagers`.
  package struct Alertmanagers: Sendable, Equatable {
    package var scheme = ScrapeScheme.http
    package var pathPrefix = "/"
    package var timeout: Milliseconds = 10_000
    package var http = HTTPOptions()
    package var headers: [HTTPHeader] = []
    package var staticConfigs: [StaticDiscoveryConfig] = []
    package var fileConfigs: [FileDiscoveryConfig] = []
    package var relabelRules: [RelabelRule] = []
    package var alertRelabelRules: [RelabelRule] = []

    package init() {}
  }

  package var alertRelabelRules: [RelabelRule] = []
  package var alertmanagers: [Alertmanagers] = []

  package init() {}
}
