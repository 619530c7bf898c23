/// Reads what ``UTCTime/text(of:)`` writes, and RFC 3339's other forms: `2026-01-01T00:00:00.5+01:00`.
extension UTCTime {
  /// The time that `text` names, to the millisecond; `nil` if it names none.
  package static func timestamp(_ text: String) -> Timestamp? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == dash, bytes[7] == dash, bytes[10] | 0x20 == UInt8(ascii: "t"),
      bytes[13] == colon, bytes[16] == colon,
      let year = digits(bytes[0..<4]), let month = digits(bytes[5..<7]), let day = digits(bytes[8..<10]),
      let hour = digits(bytes[11..<13]), let minute = digits(bytes[14..<16]), let second = digits(bytes[17..<19]),
      (1...12).contains(month), (1...daysIn(month, of: year)).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    var rest = bytes[19...]
    guard let fraction = takeFraction(&rest), let offset = zoneOffset(rest) else { return nil }
    let seconds = UTCTime.day(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
    return seconds * 1000 + fraction - offset
  }

  private static let dash = UInt8(ascii: "-")
  private static let colon = UInt8(ascii: ":")

  /// `.123456`, as milliseconds; `0` if there is none.
  private static func takeFraction(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    guard rest.first == UInt8(ascii: ".") else { return 0 }
    let run = rest.dropFirst().prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    rest = rest.dropFirst(1 + run.count)
    return run.isEmpty ? nil : digits(ArraySlice((run.prefix(3) + [48, 48, 48]).prefix(3)))
  }

  /// `Z`, `+01:00`: milliseconds that local time is ahead.
  private static func zoneOffset(_ rest: ArraySlice<UInt8>) -> Int64? {
    let zone = Array(rest)
    if zone.count == 1, zone[0] | 0x20 == UInt8(ascii: "z") { return 0 }
    guard zone.count == 6, zone[3] == colon, zone[0] == dash || zone[0] == UInt8(ascii: "+"),
      let hours = digits(zone[1..<3]), let minutes = digits(zone[4..<6]), hours < 24, minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (zone[0] == dash ? -60_000 : 60_000)
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> Int64? {
    var result: Int64 = 0
    for byte in bytes {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      result = result * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return result
  }

  private static func daysIn(_ month: Int64, of year: Int64) -> Int64 {
    let (nextYear, nextMonth) = month == 12 ? (year + 1, 1) : (year, month + 1)
    return UTCTime.day(year: nextYear, month: nextMonth, day: 1) - UTCTime.day(year: year, month: month, day: 1)
  }
}
