/// How Prometheus writes numbers: the shortest digits that read back as the same value.
package enum FloatText {
  /// As Go's `strconv.FormatFloat(v, 'f', -1, 64)`: never an exponent. For samples in the text format, label values
  /// (`le`, `quantile`, `count_values`) and printed expressions.
  package static func plain(_ value: Double) -> String { text(value, .plain) }

  /// As the HTTP API's JSON: like ``plain(_:)``, but with an exponent (`1e-07`, `1e+21`) below 1e-6 and from 1e21.
  package static func json(_ value: Double) -> String { text(value, .json) }

  /// As Go's `'e', -1`: `1e+00`. For the values of alerts.
  package static func exponential(_ value: Double) -> String { text(value, .exponential) }

  /// As Go's `%g`: the shortest digits, with an exponent (`1e-05`, `1e+06`) below 1e-4 and from 1e6.
  package static func general(_ value: Double) -> String { text(value, .general) }

  /// As OpenMetrics writes bounds and quantiles: ``general(_:)``, and `.0` behind whole numbers: `0.005`, `1.0`, `1e+06`.
  package static func openMetrics(_ value: Double) -> String {
    let text = general(value)
    return value.isFinite && !text.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }
      ? text + ".0" : text
  }

  /// As Go's `%f`, or `%.3f` with three digits behind the point. Before it, from 2^53 on, the shortest digits and zeros.
  package static func fixed(_ value: Double, digitCount: Int = 6) -> String {
    guard value.isFinite else { return plain(value) }
    let unit = (0..<digitCount).reduce(1.0) { unit, _ in unit * 10 }
    var whole = value.magnitude.rounded(.towardZero)
    var part = rounded(value.magnitude - whole, times: unit)
    if part == unit { (whole, part) = (whole + 1, 0) }
    let digits = String(Int64(part))
    let fraction = String(repeating: "0", count: digitCount - digits.count) + digits
    return (value.sign == .minus ? "-" : "") + plain(whole) + "." + fraction
  }

  /// The whole number nearest to the exact product.
  private static func rounded(_ value: Double, times unit: Double) -> Double {
    let product = value * unit
    // Where the product seems to lie halfway, what was cut off from it decides.
    guard product - product.rounded(.down) == 0.5 else { return product.rounded() }
    let rest = (-product).addingProduct(value, unit)
    if rest == 0 { return product.rounded(.toNearestOrEven) }
    return rest > 0 ? product.rounded(.up) : product.rounded(.down)
  }

  private static func text(_ value: Double, _ notation: FloatNotation) -> String {
    FloatWriter.withBytes(of: value, notation) { String(decoding: $0, as: UTF8.self) }
  }
}
