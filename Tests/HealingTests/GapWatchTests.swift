import Testing
import TimeSeries

@testable import Fleet
@testable import Healing

struct GapWatchTests {
  @Test func `a silence of both replicas is a gap, on the children's clock`() {
    var watch = GapWatch()
    #expect(watch.observe(status(("a", 100_000), ("b", 100_000), newest: 99_000), silenceMax: 22_500, at: 1) == nil)
    #expect(watch.observe(status(("a", 115_000), ("b", 100_000), newest: 114_000), silenceMax: 22_500, at: 2) == nil)
    #expect(watch.observe(status(("a", 115_000), ("b", 130_000), newest: 129_000), silenceMax: 22_500, at: 3) == nil)
    let gap = watch.observe(status(("a", 190_000), ("b", 130_000), newest: 189_000), silenceMax: 22_500, at: 4)
    #expect(gap == Gap(from: 129_000, until: 189_000, noticedAt: 4))
    #expect(watch.observe(status(("a", 190_000), ("b", 190_000), newest: 189_000), silenceMax: 22_500, at: 5) == nil)
  }

  @Test func `a silence between two looks is a gap, too`() {
    var watch = GapWatch()
    _ = watch.observe(status(("a", 100_000), newest: 99_000), silenceMax: 3000, at: 1)
    var silent = status(("a", 102_500), newest: 102_000)
    silent.silentUntil = 101_500
    #expect(watch.observe(silent, silenceMax: 3000, at: 2) == Gap(from: 99_000, until: 102_000, noticedAt: 2))
    var later = status(("a", 103_000), newest: 103_000)
    later.silentUntil = 101_500
    #expect(watch.observe(later, silenceMax: 3000, at: 3) == nil)
  }

  @Test func `a child whose rules stood still has missed nothing`() {
    var watch = GapWatch()
    _ = watch.observe(status(("a", 100_000), newest: 99_000), silenceMax: 22_500, at: 1)
    #expect(watch.observe(status(("a", 190_000), newest: 99_000), silenceMax: 22_500, at: 2) == nil)
  }

  @Test func `good scrapes are counted from the last bad one, and those before the start are not`() {
    var watch = GapWatch()
    for (tick, missed, count) in [(1, 0, 0), (2, 0, 1), (2, 0, 1), (3, 0, 2), (3, 1, 0), (4, 0, 1)] {
      var status = status(("a", Timestamp(tick)), newest: 1)
      status.replicas[0].missedInARow = missed
      _ = watch.observe(status, silenceMax: 10, at: 1)
      #expect(watch.deliveriesInARow("http://a") == count, "tick \(tick)")
    }
  }

  @Test func `gaps expire, and too many become fewer without losing time`() {
    var watch = GapWatch()
    for number in 0...Timestamp(GapWatch.gapsMax + 5) {
      let tick = number * 100_000
      _ = watch.observe(status(("a", tick), newest: tick), silenceMax: 1000, at: tick)
    }
    #expect(watch.gaps.count == GapWatch.gapsMax)
    #expect(watch.gaps.first?.from == 0)
    #expect(watch.gaps.last?.until == Timestamp(GapWatch.gapsMax + 5) * 100_000)
    let expired = watch.expire(before: 1_000_000)
    #expect(expired.count == 5 && watch.gaps.first?.from == 1_000_000)
  }

  @Test func `slices follow each other and end at the gap's end`() {
    var gap = Gap(from: 1000, until: 3500, noticedAt: 0)
    var slices: [ClosedRange<Timestamp>] = []
    while !gap.isHealed {
      let slice = gap.nextSlice(length: 1000, margin: 300)
      slices.append(slice)
      gap.healedThrough = slice.upperBound
    }
    #expect(slices == [700...2000, 2001...3000, 3001...3500])
  }

  private func status(_ replicas: (name: String, tick: Timestamp)..., newest: Timestamp) -> ClusterStatus {
    ClusterStatus(
      name: "eu", expectation: .learned, state: .live, knownSince: 0,
      replicas: replicas.map { name, tick in
        ClusterStatus.Replica(
          name: name, url: "http://\(name)", lastDelivery: tick, newest: newest, missedInARow: 0, lastError: "")
      },
      newest: newest, deliveredThrough: newest, darkSince: nil, darkIntervals: [])
  }
}
