import TimeSeries

/// The remarks that several functions and aggregations make.
extension QueryContext {
  package func checkQuantile(_ quantile: Double, at position: SourceRange) {
    if quantile >= 0, quantile <= 1 { return }
    warn("quantile value should be between 0 and 1, got \(FloatText.general(quantile))", at: position)
  }

  /// Of a range whose histograms had no part in the result.
  func informOfIgnoredHistograms(_ labels: Labels, at position: SourceRange) {
    inform(
      "ignored histograms in a range containing both floats and histograms for metric name "
        + QuotedText.quoted(labels.metricName), at: position)
  }

  func warnOfMixedSamples(_ labels: Labels, at position: SourceRange) {
    warn(
      "encountered a mix of histograms and floats for metric name " + QuotedText.quoted(labels.metricName), at: position
    )
  }

  /// - Parameter kind: what native histograms should be, "counter" or "gauge".
  func warnOfKind(_ labels: Labels, _ kind: String, at position: SourceRange) {
    warn("this native histogram metric is not a \(kind): " + QuotedText.quoted(labels.metricName), at: position)
  }
}
