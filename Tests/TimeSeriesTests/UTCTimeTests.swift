import Testing
import TimeSeries

struct UTCTimeTests {
  @Test func `times are written in RFC 3339`() {
    let cases: [(Timestamp, String)] = [
      (0, "1970-01-01T00:00:00Z"), (951_782_400_500, "2000-02-29T00:00:00.5Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (1_763_809_200_000, "2025-11-22T11:00:00Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ]
    for (timestamp, text) in cases { #expect(UTCTime.text(of: timestamp) == text) }
  }

  @Test func `what RFC 3339 names is read, and nothing else`() {
    let cases: [(String, Timestamp?)] = [
      ("1970-01-01T00:00:00Z", 0), ("2000-02-29t00:00:00.5z", 951_782_400_500),
      ("2025-11-22T12:00:00.0009+01:00", 1_763_809_200_000), ("2025-11-22T10:30:00-00:30", 1_763_809_200_000),
      ("2023-02-29T00:00:00Z", nil), ("2024-01-01", nil), ("2024-01-01T24:00:00Z", nil), ("2024-01-01T00:00:00.Z", nil),
      ("2024-01-01T00:00:00", nil), ("2024-01-01T00:00:00+24:00", nil), ("2024-13-01T00:00:00Z", nil), ("", nil),
    ]
    for (text, timestamp) in cases { #expect(UTCTime.timestamp(text) == timestamp, "\(text)") }
  }

  @Test func `every day has a date and every date its day`() {
    for day in stride(from: Int64(-800_000), through: 3_000_000, by: 37) {
      let date = UTCTime.date(ofDay: day)
      #expect(UTCTime.day(year: date.year, month: date.month, day: date.day) == day)
    }
  }
}
