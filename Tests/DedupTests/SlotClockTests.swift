import Testing
import TimeSeries

@testable import Dedup

struct SlotClockTests {
  private func clock(after distances: [Milliseconds]) -> (clock: SlotClock, last: SlotClock.Step) {
    var clock = SlotClock()
    var last = SlotClock.Step.unsettled
    for distance in distances { last = clock.advance(distance) }
    return (clock, last)
  }

  @Test func `eight equal distances are a period`() {
    #expect(clock(after: Array(repeating: 30_000, count: 7)).last == .unsettled)
    #expect(clock(after: Array(repeating: 30_000, count: 8)).last == .learned(30_000))
  }

  @Test func `distances that are nearly equal are a whole number of seconds`() {
    #expect(clock(after: [1003, 996, 1010, 1001, 1004, 992, 1012, 1000]).last == .learned(1000))
  }

  @Test func `a missing sample is noticed, and the period stays`() {
    var (clock, _) = clock(after: Array(repeating: 15_000, count: 8))
    #expect(clock.advance(15_000) == .onGrid)
    #expect(clock.advance(45_000) == .missed)
    #expect(clock.period == 15_000)
  }

  @Test func `every second sample missing is no other period, but another period is`() {
    var (clock, _) = clock(after: Array(repeating: 15_000, count: 8))
    for _ in 0..<60 { #expect(clock.advance(30_000) == .missed) }
    for _ in 0..<7 { _ = clock.advance(10_000) }
    #expect(clock.advance(10_000) == .learned(10_000))
  }
}
