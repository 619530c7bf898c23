import TestSupport
import Testing
import TimeSeries

@testable import Healing

struct TimelineTests {
  @Test func `a slot is free if nothing lies within half a period`() {
    let times: [Timestamp] = [100, 200]
    for (time, isFree) in [(100, false), (150, true), (149, false), (151, false), (251, true), (49, true), (60, false)]
    {
      #expect(Timeline.isFree(Timestamp(time), in: times, period: 100) == isFree, "\(time)")
    }
    #expect(Timeline.isFree(5, in: [], period: 100))
  }

  @Test func `runs end where neighbours are far apart`() {
    #expect(Timeline.runs([1, 2, 3, 10, 20, 21], closerThan: 5) == [1..<3, 20..<21])
    #expect(Timeline.runs([], closerThan: 5).isEmpty)
    #expect(Timeline.runs([7], closerThan: 5).isEmpty)
  }

  @Test func `searching finds what looking at each finds`() {
    var random = SeededRandom.fresh()
    for _ in 0..<500 {
      let times = Set(
        (0..<Int.random(in: 0...8, using: &random)).map { _ in Timestamp.random(in: 0...30, using: &random) }
      )
      .sorted()
      let time = Timestamp.random(in: -2...32, using: &random)
      #expect(Timeline.newest(atOrBefore: time, in: times) == times.last { $0 <= time }, "seed \(random.seed)")
      let isFree = times.allSatisfy { abs($0 - time) * 2 >= 6 }
      #expect(Timeline.isFree(time, in: times, period: 6) == isFree, "seed \(random.seed)")
    }
  }
}
