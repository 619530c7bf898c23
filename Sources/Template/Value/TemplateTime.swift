import TimeSeries

/// A moment in UTC, as Go's `time.Time`.
package struct TemplateTime: Sendable, Equatable {
  /// Since the Unix epoch.
  var nanoseconds: Int64

  init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  static let nanosecondsPerSecond: Int64 = 1_000_000_000
  private static let nanosecondsPerDay = 86_400 * nanosecondsPerSecond

  /// Seconds since the epoch, rounded down.
  var seconds: Int64 { divide(TemplateTime.nanosecondsPerSecond).quotient }
  var nanosecond: Int64 { divide(TemplateTime.nanosecondsPerSecond).remainder }
  var day: Int64 { divide(TemplateTime.nanosecondsPerDay).quotient }
  var secondOfDay: Int64 { divide(TemplateTime.nanosecondsPerDay).remainder / TemplateTime.nanosecondsPerSecond }
  var hour: Int64 { secondOfDay / 3600 }
  var minute: Int64 { secondOfDay / 60 % 60 }
  var second: Int64 { secondOfDay % 60 }
  var date: (year: Int64, month: Int64, day: Int64) { UTCTime.date(ofDay: day) }
  /// Sunday is 0.
  var weekday: Int64 { ((day + 4) % 7 + 7) % 7 }
  /// January 1st is 1.
  var yearDay: Int64 { day - UTCTime.day(year: date.year, month: 1, day: 1) + 1 }

  /// As Go's `String()`: `2006-01-02 15:04:05.999 +0000 UTC`.
  var text: String { formatted("2006-01-02 15:04:05.999999999 -0700 MST") }

  /// `nil` beyond the years 1678 to 2262.
  func adding(nanoseconds duration: Int64) -> TemplateTime? {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(duration)
    return overflow ? nil : TemplateTime(nanoseconds: sum)
  }

  /// Months and days beyond their range count on.
  func adding(years: Int64, months: Int64, days: Int64) -> TemplateTime? {
    let bounds: ClosedRange<Int64> = -1_000_000...1_000_000
    guard bounds.contains(years), bounds.contains(months), bounds.contains(days) else { return nil }
    let monthCount = (date.year + years) * 12 + date.month - 1 + months
    let year = monthCount >= 0 ? monthCount / 12 : (monthCount - 11) / 12
    let newDay = UTCTime.day(year: year, month: monthCount - year * 12 + 1, day: 1) + date.day - 1 + days
    let (product, overflow) = newDay.multipliedReportingOverflow(by: TemplateTime.nanosecondsPerDay)
    return overflow
      ? nil : TemplateTime(nanoseconds: product).adding(nanoseconds: divide(TemplateTime.nanosecondsPerDay).remainder)
  }

  private func divide(_ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let remainder = nanoseconds % divisor
    return remainder < 0
      ? (nanoseconds / divisor - 1, remainder + divisor) : (nanoseconds / divisor, remainder)
  }
}
