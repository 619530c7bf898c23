import HTTPTypes

extension HTTPField.Name {
  /// A custom name; all of ours are valid, an invalid one would be a bug of ours.
  private static func custom(_ name: String) -> HTTPField.Name {
    guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is no name of a header") }
    return field
  }

  /// `true` while the server shuts down, on answers that it is not ready.
  static let prometheusStopping = custom("X-Prometheus-Stopping")
  /// How much of a write of version 2.0 is stored.
  static let samplesWritten = custom("X-Prometheus-Remote-Write-Samples-Written")
  static let histogramsWritten = custom("X-Prometheus-Remote-Write-Histograms-Written")
  static let exemplarsWritten = custom("X-Prometheus-Remote-Write-Exemplars-Written")
  /// How many series of a write a budget refused.
  static let refusedSeries = custom("X-Iapetus-Refused-Series")
  /// The clusters that a federation answer lacks.
  static let missingClusters = custom("X-Iapetus-Missing-Clusters")
}
