import Testing
import TimeSeries

@testable import Scrape

struct ScrapePhaseTests {
  @Test func `ticks lie one interval apart, always after now`() {
    for key in 0..<50 as Range<UInt64> {
      let now: Timestamp = 1_766_000_000_123
      let phase = ScrapePhase(key: key &* 0x9e37_79b9_7f4a_7c15, interval: 15_000)
      let ticks = ScrapeTicks(interval: 15_000, offset: phase.offset)
      let tick = ticks.tick(after: now)
      #expect(tick > now && tick <= now + 15_000)
      #expect(ticks.tick(after: tick) == tick + 15_000)
      #expect(ticks.next(after: tick) == tick + 15_000)
    }
  }

  @Test func `a moved offset is reached without a gap above the interval or below three quarters of it`() {
    for moved in stride(from: 0, to: 15_000, by: 250) as StrideTo<Milliseconds> {
      let ticks = ScrapeTicks(interval: 15_000, offset: moved)
      var tick: Timestamp = 1_766_000_000_000 / 15_000 * 15_000 + 4000
      var stepCount = 0
      while tick.modulo(15_000) != moved {
        let next = ticks.next(after: tick)
        #expect(next - tick <= 15_000 && next - tick >= 11_250)
        tick = next
        stepCount += 1
      }
      #expect(stepCount <= 4)
      #expect(ticks.next(after: tick) == tick + 15_000)
    }
  }

  @Test func `parents with other external labels take other phases`() {
    let one = ScrapePhase.seed(externalLabels: ["parent": "a"])
    let two = ScrapePhase.seed(externalLabels: ["parent": "b"])
    #expect(one != two)
  }
}
