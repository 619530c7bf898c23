/// Durations as Prometheus writes them: `1h30m`, units y w d h m s ms in falling order, each once.
package enum PromDuration {
  private static let units: [(name: String, milliseconds: Milliseconds)] = [
    ("y", 365 * 86_400_000), ("w", 7 * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
    ("ms", 1),
  ]

  /// The duration that `text` means; `nil` if it means none, or one that overflows. `0` needs no unit.
  package static func parse(_ text: some StringProtocol) -> Milliseconds? {
    if text == "0" { return 0 }
    var rest = Substring(text)
    var total: Milliseconds = 0
    var next = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty, let number = Milliseconds(digits) else { return nil }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { $0.isASCII && $0.isLetter }
      guard let index = units.firstIndex(where: { $0.name == name }), index >= next else { return nil }
      rest = rest.dropFirst(name.count)
      let (product, tooLarge) = number.multipliedReportingOverflow(by: units[index].milliseconds)
      let (sum, overflow) = total.addingReportingOverflow(product)
      if tooLarge || overflow { return nil }
      total = sum
      next = index + 1
    }
    return text.isEmpty ? nil : total
  }

  /// The canonical text of a duration. Years and weeks only where they say it exactly, as Prometheus does.
  package static func text(_ duration: Milliseconds) -> String {
    guard duration != 0 else { return "0s" }
    var rest = duration.magnitude
    var result = duration < 0 ? "-" : ""
    for (name, milliseconds) in units {
      let unit = milliseconds.magnitude
      let exactOnly = name == "y" || name == "w"
      guard rest >= unit, !exactOnly || rest % unit == 0 else { continue }
      result += "\(rest / unit)\(name)"
      rest %= unit
    }
    return result
  }
}
