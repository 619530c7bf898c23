import ArgumentParser
import TimeSeries

/// A span of time as Prometheus writes it (`5m`, `1d`), as Go does (`0.5s`, `1m30.5s`), or in seconds.
struct StepArgument: ExpressibleByArgument {
  let milliseconds: Milliseconds

  init?(argument: String) {
    guard let milliseconds = PromDuration.parse(argument) ?? StepArgument.decimal(argument) else { return nil }
    self.milliseconds = milliseconds
  }

  private static let unitMilliseconds: [Substring: Double] = [
    "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1, "": 1000,
  ]

  /// Numbers with decimals, each with its unit; one alone may have none.
  private static func decimal(_ text: String) -> Milliseconds? {
    var (rest, total) = (text[...], 0.0)
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard let number = Double(digits), let milliseconds = unitMilliseconds[unit] else { return nil }
      guard !unit.isEmpty || digits.count == text.count else { return nil }
      total += number * milliseconds
    }
    let rounded = total.rounded()
    return text.isEmpty || rounded > 1e15 ? nil : Milliseconds(rounded)
  }
}
