import Testing
import TimeSeries

@testable import Scrape

struct ScrapePhaseTests {
  @Test func `ticks lie one interval apart, always after now`() {
    for seed in 0..<50 as Range<UInt64> {
      let now: Timestamp = 1_766_000_000_123
      let tick = ScrapePhase.tick(after: now, key: seed &* 0x9e37_79b9, seed: seed, interval: 15_000)
      #expect(tick > now && tick <= now + 15_000)
      let next = ScrapePhase.tick(after: tick, key: seed &* 0x9e37_79b9, seed: seed, interval: 15_000)
      #expect(next == tick + 15_000)
    }
  }

  @Test func `parents with other external labels take other phases`() {
    let one = ScrapePhase.seed(externalLabels: ["parent": "a"])
    let two = ScrapePhase.seed(externalLabels: ["parent": "b"])
    #expect(one != two)
  }
}
