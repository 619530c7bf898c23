/// What a family of series means, as `# TYPE` says it. The raw value is the API's spelling.
package enum MetricType: String, Sendable, CaseIterable {
  case unknown
  case counter
  case gauge
  case histogram
  case summary
  case gaugeHistogram = "gaugehistogram"
  case info
  case stateSet = "stateset"

  /// Whether Prometheus 3 brings the values of `le` and `quantile` into one form for families of this type.
  package var hasNormalizedBounds: Bool { self == .histogram || self == .summary }

  /// The type called `text` in a format; `untyped` is the older word for `unknown`.
  init?(_ text: UnsafeBufferPointer<UInt8>, in format: ExpositionFormat) {
    let name = String(decoding: text, as: UTF8.self)
    if name == "untyped", format == .text {
      self = .unknown
      return
    }
    guard let type = MetricType(rawValue: name), format == .openMetrics || type.isInPrometheusText else { return nil }
    self = type
  }

  private var isInPrometheusText: Bool {
    switch self {
    case .counter, .gauge, .histogram, .summary: true
    case .unknown, .gaugeHistogram, .info, .stateSet: false
    }
  }
}
