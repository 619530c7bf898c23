/// A format that a scrape may ask for. The raw value is the name in `scrape_protocols`.
package enum ScrapeProtocol: String, Sendable, CaseIterable {
  case prometheusProto = "PrometheusProto"
  case openMetrics100 = "OpenMetricsText1.0.0"
  case openMetrics001 = "OpenMetricsText0.0.1"
  case text100 = "PrometheusText1.0.0"
  case text004 = "PrometheusText0.0.4"

  /// Those that ``TextScanner`` reads, in Prometheus's order of preference.
  package static let textual: [ScrapeProtocol] = [.openMetrics100, .openMetrics001, .text100, .text004]

  /// The order where native histograms are wanted, which only protobuf has.
  package static let protobufFirst = [.prometheusProto] + textual

  package var format: ExpositionFormat {
    switch self {
    case .prometheusProto: .protobuf
    case .openMetrics100, .openMetrics001: .openMetrics
    case .text100, .text004: .text
    }
  }

  /// The media type as Prometheus asks for it.
  package var mediaType: String {
    switch self {
    case .prometheusProto:
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
    case .openMetrics100: "application/openmetrics-text;version=1.0.0"
    case .openMetrics001: "application/openmetrics-text;version=0.0.1"
    case .text100: "text/plain;version=1.0.0"
    case .text004: "text/plain;version=0.0.4"
    }
  }

  /// The `Accept` header that Prometheus sends: falling weights from 0.6, the escaping where the format knows it.
  package static func acceptHeader(for protocols: [ScrapeProtocol], escaping: NameEscaping) -> String {
    var tenths = allCases.count + 1
    var parts: [String] = []
    for asked in protocols {
      let isEscaping = asked == .text100 || asked == .openMetrics100
      parts.append(asked.mediaType + (isEscaping ? ";escaping=\(escaping.rawValue)" : "") + ";q=0.\(tenths)")
      tenths -= 1
    }
    parts.append("*/*;q=0.\(tenths)")
    return parts.joined(separator: ",")
  }
}
