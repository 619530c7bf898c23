/// Timestamps as people and the API's JSON read them: RFC 3339 in UTC.
package enum UTCTime {
  /// `2026-01-01T00:00:00.5Z`: as many decimals as are not zero, like Go's RFC3339Nano.
  package static func text(of timestamp: Timestamp) -> String {
    let (days, ofDay) = divide(timestamp, by: 86_400_000)
    let (year, month, day) = date(ofDay: days)
    let seconds = ofDay / 1000
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }.joined(separator: ":")
    return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))T\(time)\(fraction(ofDay % 1000))Z"
  }

  /// The civil date of a day counted from 1970-01-01, by Howard Hinnant's `civil_from_days`.
  package static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = divide(shifted, by: 146_097)
    let dayOfEra = era.remainder
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era.quotient * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  /// The day, counted from 1970-01-01, of a civil date: the inverse of ``date(ofDay:)``.
  package static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = divide(shiftedYear, by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = era.remainder * 365 + era.remainder / 4 - era.remainder / 100 + dayOfYear
    return era.quotient * 146_097 + dayOfEra - 719_468
  }

  /// Division that rounds down, so that times before 1970 fall on the right day.
  private static func divide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let remainder = value % divisor
    return remainder < 0 ? (value / divisor - 1, remainder + divisor) : (value / divisor, remainder)
  }

  private static func padded(_ number: Int64, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func fraction(_ milliseconds: Int64) -> String {
    guard milliseconds != 0 else { return "" }
    var digits = padded(milliseconds, to: 3)
    while digits.last == "0" { digits.removeLast() }
    return "." + digits
  }
}
