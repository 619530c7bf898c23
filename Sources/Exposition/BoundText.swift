import TimeSeries

/// The one form of the numbers in `le` and `quantile`: as OpenMetrics writes them, so that `1`, `1.0` and `1e0` are one
/// series.
package enum BoundText {
  /// The canonical form of `text`, or `text` itself if it is no number.
  package static func normalized(_ text: String) -> String {
    var text = text
    return text.withUTF8 { FloatParser.parse(token: $0) }.map(FloatText.openMetrics) ?? text
  }
}
