import Outbound
import TestSupport
import Testing
import TimeSeries

@testable import Scrape

struct ClockSkewTests {
  private static let now: Timestamp = 1_766_000_000_400

  private func skew(_ ahead: Milliseconds, answers: Int = 1, step: Milliseconds = 15_000) -> Milliseconds? {
    var skew = ClockSkew()
    for number in 0..<answers {
      let start = Self.now + Milliseconds(number) * step
      skew.note(date: (start + 5 + ahead) / 1000 * 1000, from: start, through: start + 10)
    }
    return skew.estimate
  }

  @Test func `clocks that may agree do`() {
    #expect(skew(0) == 0)
    #expect(skew(350) == 0)
    #expect(skew(-300) == 0)
    #expect(ClockSkew().estimate == nil)
  }

  @Test func `a clock that is off is known to half a second, and better where answers come at other moments`() throws {
    for ahead in [3_600_000, -3_600_000, 86_400_123, -1500] as [Milliseconds] {
      let (once, often) = (try #require(skew(ahead)), try #require(skew(ahead, answers: 40, step: 15_077)))
      #expect(abs(once - ahead) <= 510)
      #expect(abs(often - ahead) <= 100)
    }
  }

  @Test func `a clock that was set is known anew`() throws {
    var skew = ClockSkew()
    for number in 0..<20 as Range<Milliseconds> {
      let (start, ahead) = (Self.now + number * 15_000, number < 10 ? 60_000 : -60_000)
      skew.note(date: (start + Milliseconds(ahead)) / 1000 * 1000, from: start, through: start + 10)
    }
    let estimate = try #require(skew.estimate)
    #expect(abs(estimate + 60_000) <= 510)
  }

  @Test func `without a date, a sample from the future tells`() {
    var skew = ClockSkew()
    skew.note(sample: Self.now - 9000, at: Self.now)
    #expect(skew.estimate == 0)
    skew.note(sample: Self.now + 3_600_000, at: Self.now)
    #expect(skew.estimate == 3_600_000)
  }

  @Test func `the date of an answer is read as HTTP writes it, and nothing else is`() {
    #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777_000)
    for text in [
      "", "now", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Xov 1994 08:49:37 GMT", "Sun, 41 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
    ] { #expect(HTTPDate.parse(text) == nil, "\(text)") }
  }
}
