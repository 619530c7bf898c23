import TimeSeries

extension FunctionLibrary {
  /// Parts of dates in UTC. The values are seconds since 1970.
  static let calendar: [Function] = [
    calendar("minute") { $0.secondOfDay / 60 % 60 },
    calendar("hour") { $0.secondOfDay / 3600 },
    calendar("day_of_week") { $0.weekday },
    calendar("day_of_month") { $0.date.day },
    calendar("day_of_year") { $0.day - UTCTime.day(year: $0.date.year, month: 1, day: 1) + 1 },
    calendar("days_in_month") { $0.daysInMonth },
    calendar("month") { $0.date.month },
    calendar("year") { $0.date.year },
  ]

  private static func calendar(_ name: String, _ part: @escaping @Sendable (Moment) -> Int64) -> Function {
    // Without an argument they are about the evaluation's time, so never the same at all steps.
    Function(
      name, isPure: false,
      .column { _ in
        { column in
          column.removeHistograms()
          column.mapFloats { seconds in Moment(seconds).map { Double(part($0)) } ?? .nan }
        }
      })
  }
}

/// A second in UTC, taken apart.
private struct Moment {
  /// Days since 1970-01-01, and the seconds of the day.
  let day: Int64
  let secondOfDay: Int64

  /// `nil` where the number is no time: not finite, or further away than a trillion years.
  init?(_ seconds: Double) {
    guard seconds.magnitude < 0x1p60 else { return nil }
    let whole = Int64(seconds)
    let rest = whole % 86_400
    secondOfDay = rest < 0 ? rest + 86_400 : rest
    day = (whole - secondOfDay) / 86_400
  }

  var date: (year: Int64, month: Int64, day: Int64) { UTCTime.date(ofDay: day) }

  /// Sunday is 0; the first day of 1970 was a Thursday.
  var weekday: Int64 { ((day + 4) % 7 + 7) % 7 }

  var daysInMonth: Int64 {
    let (year, month, _) = date
    let next =
      month == 12 ? UTCTime.day(year: year + 1, month: 1, day: 1) : UTCTime.day(year: year, month: month + 1, day: 1)
    return next - UTCTime.day(year: year, month: month, day: 1)
  }
}
