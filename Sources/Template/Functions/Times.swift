import TimeSeries

extension TemplateFunction {
  static let times: [TemplateFunction] = [
    TemplateFunction("now") { _, scope in .float(scope.nowSeconds) },
    TemplateFunction("toTime", .any) { (arguments, _) throws(FunctionError) in
      .time(try TemplateTime(seconds: try arguments[0].convertedToFloat()))
    },
    TemplateFunction("toDuration", .any) { (arguments, _) throws(FunctionError) in
      let seconds = try arguments[0].convertedToFloat()
      guard let nanoseconds = Int64(exactly: (seconds * 1e9).rounded(.towardZero)) else {
        throw FunctionError("\(FloatFormat.general(seconds)) cannot be represented as a duration")
      }
      return .integer(nanoseconds, .duration)
    },
    TemplateFunction("parseDuration", .text) { (arguments, _) throws(FunctionError) in
      let text = arguments[0].textOrEmpty
      if text.isEmpty { throw FunctionError("empty duration string") }
      guard let duration = PromDuration.parse(text) else {
        throw FunctionError("not a valid duration string: \(QuotedText.quoted(text))")
      }
      return .float(Double(duration) / 1000)
    },
  ]

  /// The method `name` of a time or a duration; `nil` if there is none.
  static func method(_ name: String, of value: TemplateValue) -> TemplateFunction? {
    switch value {
    case .time: timeMethods[name]
    case .integer(_, .duration): durationMethods[name]
    case .integer(_, .month), .integer(_, .weekday):
      name == "String" ? TemplateFunction("String") { arguments, _ in .text(arguments[0].shown) } : nil
    default: nil
    }
  }

  private static let timeMethods: [String: TemplateFunction] = byName([
    timeMethod("Format", .text) { time, arguments in .text(time.formatted(arguments[0].textOrEmpty)) },
    timeMethod("String") { time, _ in .text(time.text) },
    timeMethod("UTC") { time, _ in .time(time) },
    timeMethod("Unix") { time, _ in .integer(time.seconds, .int64) },
    timeMethod("UnixMilli") { time, _ in .integer(time.seconds * 1000 + time.nanosecond / 1_000_000, .int64) },
    timeMethod("UnixMicro") { time, _ in .integer(time.seconds * 1_000_000 + time.nanosecond / 1000, .int64) },
    timeMethod("UnixNano") { time, _ in .integer(time.nanoseconds, .int64) },
    timeMethod("Year") { time, _ in .integer(time.date.year, .int) },
    timeMethod("Month") { time, _ in .integer(time.date.month, .month) },
    timeMethod("Day") { time, _ in .integer(time.date.day, .int) },
    timeMethod("Hour") { time, _ in .integer(time.hour, .int) },
    timeMethod("Minute") { time, _ in .integer(time.minute, .int) },
    timeMethod("Second") { time, _ in .integer(time.second, .int) },
    timeMethod("Nanosecond") { time, _ in .integer(time.nanosecond, .int) },
    timeMethod("YearDay") { time, _ in .integer(time.yearDay, .int) },
    timeMethod("Weekday") { time, _ in .integer(time.weekday, .weekday) },
    timeMethod("IsZero") { _, _ in .boolean(false) },
    timeMethod("Before", .time) { time, arguments in .boolean(time.nanoseconds < arguments[0].nanoseconds) },
    timeMethod("After", .time) { time, arguments in .boolean(time.nanoseconds > arguments[0].nanoseconds) },
    timeMethod("Equal", .time) { time, arguments in .boolean(time.nanoseconds == arguments[0].nanoseconds) },
    timeMethod("Sub", .time) { time, arguments in
      let (difference, overflow) = time.nanoseconds.subtractingReportingOverflow(arguments[0].nanoseconds)
      return .integer(overflow ? (time.nanoseconds < 0 ? .min : .max) : difference, .duration)
    },
    timeMethod("Add", .duration) { (time, arguments) throws(FunctionError) in
      .time(try checked(time.adding(nanoseconds: arguments[0].nanoseconds)))
    },
    timeMethod("AddDate", .integer, .integer, .integer) { (time, arguments) throws(FunctionError) in
      let numbers = arguments.map(\.nanoseconds)
      return .time(try checked(time.adding(years: numbers[0], months: numbers[1], days: numbers[2])))
    },
  ])

  private static let durationMethods: [String: TemplateFunction] = byName([
    durationMethod("String") { .text(DurationText.text($0)) },
    durationMethod("Hours") { .float(count($0, of: 3_600_000_000_000)) },
    durationMethod("Minutes") { .float(count($0, of: 60_000_000_000)) },
    durationMethod("Seconds") { .float(count($0, of: 1_000_000_000)) },
    durationMethod("Milliseconds") { .integer($0 / 1_000_000, .int64) },
    durationMethod("Microseconds") { .integer($0 / 1000, .int64) },
    durationMethod("Nanoseconds") { .integer($0, .int64) },
    durationMethod("Abs") { .integer(Int64(clamping: $0.magnitude), .duration) },
    TemplateFunction("Truncate", .duration) { arguments, _ in
      let (value, unit) = (arguments[0].nanoseconds, arguments[1].nanoseconds)
      return .integer(unit <= 0 ? value : value - value % unit, .duration)
    },
    TemplateFunction("Round", .duration) { arguments, _ in
      .integer(rounded(arguments[0].nanoseconds, to: arguments[1].nanoseconds), .duration)
    },
  ])

  private static func byName(_ functions: [TemplateFunction]) -> [String: TemplateFunction] {
    Dictionary(functions.map { ($0.name, $0) }) { first, _ in first }
  }

  private static func timeMethod(
    _ name: String, _ parameters: Parameter...,
    body: @escaping @Sendable (TemplateTime, [TemplateValue]) throws(FunctionError) -> TemplateValue
  ) -> TemplateFunction {
    let pure: Pure = { (arguments, _) throws(FunctionError) in
      guard case .time(let time) = arguments[0] else { return .none }
      return try body(time, Array(arguments.dropFirst()))
    }
    return TemplateFunction(name, parameters, body: .pure(pure))
  }

  private static func durationMethod(
    _ name: String, body: @escaping @Sendable (Int64) -> TemplateValue
  ) -> TemplateFunction {
    TemplateFunction(name) { arguments, _ in body(arguments[0].nanoseconds) }
  }

  /// Whole units and the rest apart, as Go does, which rounds differently from one division.
  private static func count(_ nanoseconds: Int64, of unit: Int64) -> Double {
    Double(nanoseconds / unit) + Double(nanoseconds % unit) / Double(unit)
  }

  private static func checked(_ time: TemplateTime?) throws(FunctionError) -> TemplateTime {
    guard let time else { throw FunctionError("time outside of the years 1678 to 2262") }
    return time
  }

  /// Halves go away from zero.
  private static func rounded(_ value: Int64, to unit: Int64) -> Int64 {
    guard unit > 0 else { return value }
    let rest = value % unit
    let down = value - rest
    guard rest.magnitude >= unit.magnitude - rest.magnitude else { return down }
    let (up, overflow) = down.addingReportingOverflow(value < 0 ? -unit : unit)
    return overflow ? (value < 0 ? .min : .max) : up
  }
}

extension TemplateValue {
  /// The number of a time, a duration or an integer that was checked to be one.
  fileprivate var nanoseconds: Int64 {
    switch self {
    case .time(let time): time.nanoseconds
    case .integer(let value, _): value
    default: 0
    }
  }
}

extension TemplateTime {
  /// The moment `seconds` after the epoch, in whole milliseconds.
  init(seconds: Double) throws(FunctionError) {
    guard seconds.isFinite else { throw FunctionError("value is NaN or Inf") }
    guard let nanoseconds = Int64(exactly: (seconds * 1e9).rounded(.towardZero)) else {
      throw FunctionError(
        "\(FloatFormat.general(seconds)) cannot be represented as a nanoseconds timestamp since it overflows int64")
    }
    self.init(nanoseconds: nanoseconds / 1_000_000 * 1_000_000)
  }
}
