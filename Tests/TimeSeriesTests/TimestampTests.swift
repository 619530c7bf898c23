import Testing
import TimeSeries

struct TimestampTests {
  @Test func `the API's seconds have three decimals or none`() {
    let cases: [(Timestamp, String)] = [
      (1_435_781_451_781, "1435781451.781"), (1_435_781_451_100, "1435781451.100"), (1_435_781_451_000, "1435781451"),
      (0, "0"), (-1, "-0.001"), (-1500, "-1.500"),
    ]
    for (timestamp, text) in cases { #expect(timestamp.secondsText == text) }
  }
}
