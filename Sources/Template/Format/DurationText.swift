/// Nanoseconds as Go's `time.Duration` prints them: `1h2m3.5s`, `1.5ms`, `0s`.
package enum DurationText {
  package static func text(_ nanoseconds: Int64) -> String {
    let sign = nanoseconds < 0 ? "-" : ""
    let magnitude = nanoseconds.magnitude
    switch magnitude {
    case 0: return "0s"
    case ..<1000: return "\(sign)\(magnitude)ns"
    case ..<1_000_000: return sign + decimal(magnitude, unit: 1000) + "µs"
    case ..<1_000_000_000: return sign + decimal(magnitude, unit: 1_000_000) + "ms"
    default: return sign + clock(magnitude)
    }
  }

  private static func clock(_ magnitude: UInt64) -> String {
    let minutes = magnitude / 60_000_000_000
    let seconds = decimal(magnitude % 60_000_000_000, unit: 1_000_000_000) + "s"
    if minutes == 0 { return seconds }
    return (minutes >= 60 ? "\(minutes / 60)h" : "") + "\(minutes % 60)m" + seconds
  }

  private static func decimal(_ value: UInt64, unit: UInt64) -> String {
    let (whole, rest) = (value / unit, value % unit)
    guard rest != 0 else { return "\(whole)" }
    // The unit itself makes up for the leading zeros.
    var digits = String(unit + rest).dropFirst()
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(whole).\(digits)"
  }
}
