/// The functions that templates may call, as Prometheus defines them.
enum TemplateFunction: String, Sendable, CaseIterable {
  case humanize, humanizePercentage, humanizeDuration
  case title, toUpper, toLower

  func applied(to value: TemplateValue) throws(TemplateError) -> String {
    switch self {
    case .humanize: TemplateFunction.humanized(try value.number(for: self))
    case .humanizePercentage: GoNumber.fourDigits(try value.number(for: self) * 100) + "%"
    case .humanizeDuration: TemplateFunction.duration(try value.number(for: self))
    case .title: TemplateFunction.titled(value.text)
    case .toUpper: value.text.uppercased()
    case .toLower: value.text.lowercased()
    }
  }

  private static let largeUnits = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
  private static let smallUnits = ["m", "u", "n", "p", "f", "a", "z", "y"]

  /// Four digits and a metric prefix: `1.234M`.
  private static func humanized(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return GoNumber.fourDigits(value) }
    guard value.magnitude >= 1 else { return scaledDown(value) }
    var (rest, unit) = (value, "")
    for larger in largeUnits where rest.magnitude >= 1000 { (rest, unit) = (rest / 1000, larger) }
    return GoNumber.fourDigits(rest) + unit
  }

  private static func scaledDown(_ value: Double) -> String {
    var (rest, unit) = (value, "")
    for smaller in smallUnits where rest.magnitude < 1 { (rest, unit) = (rest * 1000, smaller) }
    return GoNumber.fourDigits(rest) + unit
  }

  /// Seconds as `1d 2h 3m 4s`; below a minute four digits, below a second with a metric prefix.
  private static func duration(_ value: Double) -> String {
    guard value.isFinite else { return GoNumber.fourDigits(value) }
    guard value != 0 else { return "0s" }
    guard value.magnitude >= 1 else { return scaledDown(value) + "s" }
    let sign = value < 0 ? "-" : ""
    guard let whole = Int64(exactly: value.magnitude.rounded(.down)) else {
      return sign + GoNumber.fourDigits(value.magnitude) + "s"
    }
    let (days, hours, minutes, seconds) = (whole / 86_400, whole / 3600 % 24, whole / 60 % 60, whole % 60)
    if days != 0 { return "\(sign)\(days)d \(hours)h \(minutes)m \(seconds)s" }
    if hours != 0 { return "\(sign)\(hours)h \(minutes)m \(seconds)s" }
    if minutes != 0 { return "\(sign)\(minutes)m \(seconds)s" }
    return sign + GoNumber.fourDigits(value.magnitude) + "s"
  }

  /// Every word begins with a capital; the rest stays, as Go's `strings.Title`.
  private static func titled(_ text: String) -> String {
    var result = ""
    var previous: Character = " "
    for character in text {
      let startsWord = !(previous.isLetter || previous.isNumber || previous == "_" || previous == "'")
      result += startsWord ? String(character).uppercased() : String(character)
      previous = character
    }
    return result
  }
}
