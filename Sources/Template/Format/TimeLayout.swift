/// Times written after the layouts of Go's `time.Format`: the parts of `Mon Jan 2 15:04:05 MST 2006` stand for those of
/// the time.
enum TimeLayout {
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

  /// Of two that match the longer stands first.
  private static let parts: [(pattern: String, text: @Sendable (TemplateTime) -> String)] = [
    ("January", { months[Int($0.date.month) - 1] }),
    ("Jan", { String(months[Int($0.date.month) - 1].prefix(3)) }),
    ("Monday", { weekdays[Int($0.weekday)] }),
    ("Mon", { String(weekdays[Int($0.weekday)].prefix(3)) }),
    ("MST", { _ in "UTC" }),
    ("2006", { padded($0.date.year, 4) }),
    ("-07:00:00", { _ in "+00:00:00" }), ("-070000", { _ in "+000000" }), ("-07:00", { _ in "+00:00" }),
    ("-0700", { _ in "+0000" }), ("-07", { _ in "+00" }),
    ("Z07:00:00", { _ in "Z" }), ("Z070000", { _ in "Z" }), ("Z07:00", { _ in "Z" }), ("Z0700", { _ in "Z" }),
    ("Z07", { _ in "Z" }),
    ("002", { padded($0.yearDay, 3) }), ("__2", { padded($0.yearDay, 3, with: " ") }),
    ("01", { padded($0.date.month, 2) }), ("02", { padded($0.date.day, 2) }),
    ("_2", { padded($0.date.day, 2, with: " ") }),
    ("03", { padded(hourOf12($0), 2) }), ("04", { padded($0.minute, 2) }), ("05", { padded($0.second, 2) }),
    ("06", { padded($0.date.year % 100, 2) }),
    ("15", { padded($0.hour, 2) }), ("PM", { $0.hour < 12 ? "AM" : "PM" }), ("pm", { $0.hour < 12 ? "am" : "pm" }),
    ("1", { "\($0.date.month)" }), ("2", { "\($0.date.day)" }), ("3", { "\(hourOf12($0))" }),
    ("4", { "\($0.minute)" }), ("5", { "\($0.second)" }),
  ]

  static func text(of time: TemplateTime, _ layout: String) -> String {
    var rest = Substring(layout)
    var result = ""
    while let first = rest.unicodeScalars.first {
      if let (text, length) = fraction(of: time, rest) {
        result += text
        rest = Substring(rest.unicodeScalars.dropFirst(length))
      } else if let part = parts.first(where: { matches(rest, $0.pattern) }) {
        result += part.text(time)
        rest = Substring(rest.unicodeScalars.dropFirst(part.pattern.unicodeScalars.count))
      } else {
        result.unicodeScalars.append(first)
        rest = Substring(rest.unicodeScalars.dropFirst())
      }
    }
    return result
  }

  private static func matches(_ text: Substring, _ pattern: String) -> Bool {
    guard text.unicodeScalars.starts(with: pattern.unicodeScalars) else { return false }
    guard pattern == "Jan" || pattern == "_2" else { return true }
    let next = text.unicodeScalars.dropFirst(pattern.unicodeScalars.count)
    // `_2006` is a year behind an underscore; `Janus` is a name.
    if pattern == "_2" { return !next.starts(with: "006".unicodeScalars) }
    return next.first.map { !("a"..."z").contains($0) } ?? true
  }

  /// `.000` or `.999` (or with a comma) and how long that is: decimals of the second, of which 9 leaves zeros out.
  private static func fraction(of time: TemplateTime, _ text: Substring) -> (String, Int)? {
    let scalars = text.unicodeScalars
    guard let separator = scalars.first, separator == "." || separator == "," else { return nil }
    guard let digit = scalars.dropFirst().first, digit == "0" || digit == "9" else { return nil }
    let count = scalars.dropFirst().prefix { $0 == digit }.count
    if let next = scalars.dropFirst(1 + count).first, ("0"..."9").contains(next) { return nil }
    var digits = Substring(padded(time.nanosecond, 9).prefix(count))
    if digit == "9" { while digits.hasSuffix("0") { digits.removeLast() } }
    return (digits.isEmpty ? "" : "\(separator)\(digits)", 1 + count)
  }

  private static func hourOf12(_ time: TemplateTime) -> Int64 { time.hour % 12 == 0 ? 12 : time.hour % 12 }

  private static func padded(_ number: Int64, _ width: Int, with filler: String = "0") -> String {
    let digits = String(number)
    return String(repeating: filler, count: max(0, width - digits.utf8.count)) + digits
  }
}

extension TemplateTime {
  func formatted(_ layout: String) -> String { TimeLayout.text(of: self, layout) }
}
