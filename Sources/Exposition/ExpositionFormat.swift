/// The grammar of a body.
package enum ExpositionFormat: String, Sendable {
  /// Prometheus's text format, 0.0.4 and 1.0.0: one grammar reads both.
  case text
  /// OpenMetrics 0.0.1 and 1.0.0.
  case openMetrics
  /// Length-delimited protobuf messages.
  case protobuf
}
