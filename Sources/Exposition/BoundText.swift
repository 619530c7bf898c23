import TimeSeries

/// The one form of the numbers in `le` and `quantile`: as OpenMetrics writes them, so that `1`, `1.0` and `1e0` are one
/// series.
package enum BoundText {
  /// The canonical form of `text`, or `text` itself if it is no number.
  package static func normalized(_ text: String) -> String {
    var text = text
    return text.withUTF8 { FloatParser.parse(token: $0) }.map(canonical) ?? text
  }

  /// As Go's `'g'` with the shortest digits, and `.0` behind whole numbers: `0.005`, `1.0`, `1e+06`, `+Inf`.
  package static func canonical(_ bound: Double) -> String {
    guard bound.isFinite else { return FloatText.plain(bound) }
    let text = FloatText.general(bound)
    return text.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") } ? text : text + ".0"
  }
}
