/// Numbers as people read them.
enum NumberText {
  /// `12,345`.
  static func count(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    let groups = stride(from: digits.count, to: 0, by: -3).map { String(digits[max(0, $0 - 3)..<$0]) }
    return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
  }

  /// `1 series`, `2 children`.
  static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(count(number)) \(number == 1 ? one : many)"
  }

  /// `340 B`, `1.4 kB`, `12 MB`.
  static func bytes(_ number: Int) -> String {
    let units = ["B", "kB", "MB", "GB"]
    var (value, unit) = (Double(number), 0)
    while value >= 999.5, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    return "\(rounded(value, hasDecimal: unit > 0 && value < 9.95)) \(units[unit])"
  }

  /// `12 ms`, `3.4 s`, `25 min`, `7 h`, `3 d`.
  static func seconds(_ seconds: Double) -> String {
    if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded())) ms" }
    if seconds < 99.5 { return rounded(seconds, hasDecimal: seconds < 9.95) + " s" }
    if seconds < 99.5 * 60 { return "\(Int((seconds / 60).rounded())) min" }
    if seconds < 47.5 * 3600 { return "\(Int((seconds / 3600).rounded())) h" }
    return "\(Int((seconds / 86_400).rounded())) d"
  }

  private static func rounded(_ value: Double, hasDecimal: Bool) -> String {
    hasDecimal ? "\((value * 10).rounded() / 10)" : "\(Int(value.rounded()))"
  }
}
