import Testing
import TimeSeries

struct PromDurationTests {
  @Test func `durations are read with falling units`() {
    let cases: [(String, Milliseconds?)] = [
      ("0", 0), ("5m", 300_000), ("1h30m", 5_400_000), ("1d12h", 129_600_000), ("100ms", 100), ("1y", 31_536_000_000),
      ("", nil), ("5", nil), ("m", nil), ("1m1h", nil), ("1m1m", nil), ("-1m", nil), ("1.5h", nil), ("5mm", nil),
      ("99999999999y", nil), ("1s500ms", 1500),
    ]
    for (text, duration) in cases { #expect(PromDuration.parse(text) == duration, "\(text)") }
  }

  @Test func `durations are written canonically`() {
    let cases: [(Milliseconds, String)] = [
      (0, "0s"), (300_000, "5m"), (5_400_000, "1h30m"), (86_400_000, "1d"), (129_600_000, "1d12h"), (604_800_000, "1w"),
      (1500, "1s500ms"), (-60_000, "-1m"),
    ]
    for (duration, text) in cases { #expect(PromDuration.text(duration) == text) }
  }
}
