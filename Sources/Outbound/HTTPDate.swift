package import TimeSeries

/// Times in HTTP's headers, as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7). The two obsolete forms are not read.
package enum HTTPDate {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// `nil` for anything else.
  package static func parse(_ text: String) -> Timestamp? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])),
      let day = Int64(words[1]), (1...31).contains(day), let year = Int64(words[3]), (1970...9999).contains(year),
      let seconds = secondsOfDay(words[4])
    else { return nil }
    return (UTCTime.day(year: year, month: Int64(month) + 1, day: day) * 86_400 + seconds) * 1000
  }

  private static func secondsOfDay(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ":").map { Int64($0) ?? -1 }
    guard parts.count == 3, (0..<24).contains(parts[0]), (0..<60).contains(parts[1]), (0...60).contains(parts[2]) else {
      return nil
    }
    return parts[0] * 3600 + parts[1] * 60 + parts[2]
  }
}
