/// How Prometheus writes numbers: the shortest digits that read back as the same value.
package enum FloatText {
  /// As Go's `strconv.FormatFloat(v, 'f', -1, 64)`: never an exponent. For samples in the text format, label values
  /// (`le`, `quantile`, `count_values`) and printed expressions.
  package static func plain(_ value: Double) -> String {
    special(value) ?? expanded(value)
  }

  /// As the HTTP API's JSON: like ``plain(_:)``, but with an exponent (`1e-07`, `1e+21`) below 1e-6 and from 1e21.
  package static func json(_ value: Double) -> String {
    if let text = special(value) { return text }
    let magnitude = value.magnitude
    guard magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 else { return expanded(value) }
    return exponential(value)
  }

  /// As Go's `'e', -1`: `1e+00`. For the values of alerts.
  package static func exponential(_ value: Double) -> String {
    if let text = special(value) { return text }
    let (sign, digits, exponent) = decompose(value)
    let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
    let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
    return sign + digits.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+") + power
  }

  /// As Go's `%g`: the shortest digits, with an exponent (`1e-05`, `1e+06`) below 1e-4 and from 1e6.
  package static func general(_ value: Double) -> String {
    if let text = special(value) { return text }
    return (-4..<6).contains(decompose(value).exponent) ? expanded(value) : exponential(value)
  }

  /// As Go's `%f`, or `%.3f` with three digits behind the point. Before it, from 2^53 on, the shortest digits and zeros.
  package static func fixed(_ value: Double, digitCount: Int = 6) -> String {
    if let text = special(value) { return text }
    let unit = (0..<digitCount).reduce(1.0) { unit, _ in unit * 10 }
    var whole = value.magnitude.rounded(.towardZero)
    var part = rounded(value.magnitude - whole, times: unit)
    if part == unit { (whole, part) = (whole + 1, 0) }
    let digits = String(Int64(part))
    let fraction = String(repeating: "0", count: digitCount - digits.count) + digits
    return (value.sign == .minus ? "-" : "") + expanded(whole) + "." + fraction
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

  private static func special(_ value: Double) -> String? {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return nil
  }

  private static func expanded(_ value: Double) -> String {
    let (sign, digits, exponent) = decompose(value)
    if exponent < 0 {
      return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
    }
    let whole = exponent + 1
    if digits.count <= whole {
      return sign + digits + String(repeating: "0", count: whole - digits.count)
    }
    return sign + digits.prefix(whole) + "." + digits.dropFirst(whole)
  }

  /// Sign, shortest significant digits (no zeros at either end), and the power of ten of the first digit.
  private static func decompose(_ value: Double) -> (sign: String, digits: String, exponent: Int) {
    let sign = value.sign == .minus ? "-" : ""
    guard value != 0 else { return (sign, "0", 0) }
    // Swift's own description has the shortest digits; only its notation differs from Go's.
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let all = mantissa.joined()
    let leading = all.prefix { $0 == "0" }.count
    var digits = all.dropFirst(leading)
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    return (sign, String(digits), mantissa[0].count - 1 - leading + power)
  }
}
