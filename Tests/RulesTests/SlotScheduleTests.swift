import TestSupport
import Testing
import TimeSeries

@testable import Rules

@Suite struct SlotScheduleTests {
  @Test func `groups have Prometheus's slots`() {
    // Computed with its own formula; that of 2.42, which packs the labels otherwise, was held against its samples.
    let cases = [("alpha", 7, 9), ("beta", 11, 5369)]
    for (name, seconds, offset) in cases {
      let key = RuleGroupKey(file: "/tmp/slotcheck/r.yml", name: name)
      #expect(SlotSchedule(of: key, interval: Int64(seconds) * 1000).offset == Int64(offset))
    }
  }

  @Test func `a slot is the interval rounded down, shifted by the offset`() {
    let cases: [(interval: Int64, offset: Int64, time: Int64, slot: Int64)] = [
      (60_000, 0, 120_000, 120_000), (60_000, 0, 119_999, 60_000), (60_000, 10_000, 120_000, 70_000),
      (60_000, 10_000, 130_000, 130_000), (60_000, 10_000, 129_999, 70_000), (60_000, 59_999, 60_000, 59_999),
      (15_000, 7, -1, -14_993), (15_000, 7, 7, 7), (15_000, 7, 6, -14_993), (1, 0, 5, 5),
    ]
    for (interval, offset, time, slot) in cases {
      let schedule = SlotSchedule(interval: interval, offset: offset)
      #expect(schedule.slot(atOrBefore: time) == slot, "interval \(interval), offset \(offset), time \(time)")
      #expect(schedule.slot(after: time) == slot + interval)
    }
  }

  @Test func `every time has one slot within an interval before it`() {
    var random = SeededRandom.fresh()
    for _ in 0..<2000 {
      let interval = Int64.random(in: 1...100_000, using: &random)
      let schedule = SlotSchedule(interval: interval, offset: Int64.random(in: 0..<interval, using: &random))
      let time = Int64.random(in: -10_000_000...10_000_000, using: &random)
      let slot = schedule.slot(atOrBefore: time)
      #expect(slot <= time && time - slot < interval, "seed \(random.seed)")
      #expect((slot - schedule.offset) % interval == 0, "seed \(random.seed)")
    }
  }

  @Test func `the offset depends on file and name alone and never changes`() {
    func offset(_ file: String, _ name: String) -> Milliseconds {
      SlotSchedule(of: RuleGroupKey(file: file, name: name), interval: 60_000).offset
    }
    #expect(offset("rules.yml", "g") == 17_426)
    #expect(offset("rules.yml", "h") != offset("rules.yml", "g"))
    // The two parts are told apart.
    #expect(offset("a", "bc") != offset("ab", "c"))
  }
}
