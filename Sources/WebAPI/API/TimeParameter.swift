import TimeSeries

/// Times and durations in the parameters of the API: Unix seconds or RFC 3339; seconds or Prometheus durations.
enum TimeParameter {
  /// What Prometheus takes for the least and the greatest time: the bounds of Go's own time.
  static let min: Timestamp = -9_223_309_901_257_974_000
  static let max: Timestamp = 9_223_309_901_257_974_999
  private static let minText = "-292273086-05-16T16:47:06Z"
  private static let maxText = "292277025-08-18T07:12:54.999999999Z"

  /// The time in the parameter `name`; `fallback` if it is not there.
  static func time(
    _ name: String, in parameters: FormParameters, default fallback: Timestamp
  ) throws(APIError) -> Timestamp {
    let text = parameters[name]
    if text.isEmpty { return fallback }
    guard let time = time(text) else {
      throw APIError(parameter: name, "Invalid time value for '\(name)': \(noTime(text))")
    }
    return time
  }

  /// The time in the parameter `name`, which must be there.
  static func time(_ name: String, in parameters: FormParameters) throws(APIError) -> Timestamp {
    let text = parameters[name]
    guard let time = time(text) else { throw APIError(parameter: name, noTime(text)) }
    return time
  }

  /// The duration in the parameter `name`, which must be there.
  static func duration(_ name: String, in parameters: FormParameters) throws(APIError) -> Milliseconds {
    do {
      return try duration(parameters[name])
    } catch {
      throw APIError(parameter: name, error.description)
    }
  }

  /// - Throws: ``APIError`` without the parameter's name.
  static func duration(_ text: String) throws(APIError) -> Milliseconds {
    if let seconds = number(text) {
      let milliseconds = (seconds * 1000).rounded()
      guard milliseconds.magnitude < durationEnd else { throw overflow(text) }
      return Milliseconds(milliseconds)
    }
    if isInfinite(text) { throw overflow(text) }
    guard let duration = PromDuration.parse(text), Double(duration) < durationEnd else {
      throw APIError(.badData, "cannot parse \(QuotedText.quoted(text)) to a valid duration")
    }
    return duration
  }

  /// Go's durations are nanoseconds in 64 bits.
  private static let durationEnd = 9_223_372_036_854.0

  private static func overflow(_ text: String) -> APIError {
    APIError(.badData, "cannot parse \(QuotedText.quoted(text)) to a valid duration. It overflows int64")
  }

  private static func isInfinite(_ text: String) -> Bool {
    ["inf", "infinity"].contains(text.lowercased().drop { $0 == "+" || $0 == "-" })
  }

  private static func noTime(_ text: String) -> String {
    "cannot parse \(QuotedText.quoted(text)) to a valid timestamp"
  }

  private static func time(_ text: String) -> Timestamp? {
    if let seconds = number(text), (seconds * 1000).magnitude <= Double(max) { return timestamp(seconds) }
    if let time = UTCTime.timestamp(text) { return time }
    if text == minText { return min }
    return text == maxText ? max : nil
  }

  /// The fraction is rounded for itself: times a thousand, a long number of seconds would have lost some of it.
  private static func timestamp(_ seconds: Double) -> Timestamp {
    let whole = seconds.rounded(.towardZero)
    return Timestamp(whole) * 1000 + Timestamp(((seconds - whole) * 1000).rounded())
  }

  /// A finite number in Go's notation. Swift's own takes hexadecimal and infinities, too; times are neither.
  private static func number(_ text: String) -> Double? {
    guard let value = Double(text), value.isFinite, !text.utf8.contains(where: { $0 == UInt8(ascii: "x") }) else {
      return nil
    }
    return value
  }
}
