import TimeSeries

extension TemplateFunction {
  static let humanizing: [TemplateFunction] = [
    number("humanize") { (value) throws(FunctionError) in Humanizing.metric(value) },
    number("humanize1024") { (value) throws(FunctionError) in Humanizing.binary(value) },
    number("humanizeDuration") { (value) throws(FunctionError) in Humanizing.duration(value) },
    number("humanizePercentage") { (value) throws(FunctionError) in FloatFormat.fourDigits(value * 100) + "%" },
    number("humanizeTimestamp") { (value) throws(FunctionError) in
      guard value.isFinite else { return FloatFormat.fourDigits(value) }
      return try TemplateTime(seconds: value).text
    },
  ]
}

/// Numbers for people: four digits and a unit.
enum Humanizing {
  private static let large = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
  private static let largeBinary = ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"]
  private static let small = ["m", "u", "n", "p", "f", "a", "z", "y"]

  /// `1.234M`, `12.3m`.
  static func metric(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return FloatFormat.fourDigits(value) }
    return value.magnitude >= 1 ? scaled(value, by: 1000, large) : scaledUp(value)
  }

  /// `1.5Ki`, but with Prometheus's `ki`; nothing below 1.
  static func binary(_ value: Double) -> String {
    guard value.magnitude > 1, value.isFinite else { return FloatFormat.fourDigits(value) }
    return scaled(value, by: 1024, largeBinary)
  }

  /// Seconds as `1d 2h 3m 4s`; below a minute four digits, below a second with a prefix.
  static func duration(_ value: Double) -> String {
    guard value.isFinite else { return FloatFormat.fourDigits(value) }
    guard value != 0 else { return FloatFormat.fourDigits(value) + "s" }
    guard value.magnitude >= 1 else { return scaledUp(value) + "s" }
    let sign = value < 0 ? "-" : ""
    let total = Int64(exactly: value.magnitude.rounded(.down)) ?? .max
    let (days, hours, minutes, seconds) = (total / 86_400, total / 3600 % 24, total / 60 % 60, total % 60)
    if days != 0 { return "\(sign)\(days)d \(hours)h \(minutes)m \(seconds)s" }
    if hours != 0 { return "\(sign)\(hours)h \(minutes)m \(seconds)s" }
    if minutes != 0 { return "\(sign)\(minutes)m \(seconds)s" }
    return sign + FloatFormat.fourDigits(value.magnitude) + "s"
  }

  private static func scaled(_ value: Double, by base: Double, _ units: [String]) -> String {
    var (rest, unit) = (value, "")
    for larger in units where rest.magnitude >= base { (rest, unit) = (rest / base, larger) }
    return FloatFormat.fourDigits(rest) + unit
  }

  private static func scaledUp(_ value: Double) -> String {
    var (rest, unit) = (value, "")
    for smaller in small where rest.magnitude < 1 { (rest, unit) = (rest * 1000, smaller) }
    return FloatFormat.fourDigits(rest) + unit
  }
}
