/// A format that a child may be asked for. The raw value is the configuration's spelling.
package enum ScrapeProtocol: String, Sendable, CaseIterable {
  case prometheusProto = "PrometheusProto"
  case prometheusText004 = "PrometheusText0.0.4"
  case prometheusText100 = "PrometheusText1.0.0"
  case openMetricsText001 = "OpenMetricsText0.0.1"
  case openMetricsText100 = "OpenMetricsText1.0.0"

  package static let defaults: [ScrapeProtocol] = [
    .openMetricsText100, .openMetricsText001, .prometheusText100, .prometheusText004,
  ]
}
