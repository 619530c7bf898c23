import TestSupport
import Testing
import TimeSeries

@testable import Scrape

struct PhaseLockTests {
  private typealias Group = SimulatedRules.Group
  private static let interval: Milliseconds = 15_000
  /// Margin, stagger, and what the bounds on the clock leave open.
  private static let ageMax: Milliseconds = 500 + interval / 8 + 1100

  @Test func `a child is scraped shortly after its rules have run, wherever it began, and stays there`() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<200 {
      let key = random.next()
      let offset = Milliseconds(random.next() % 15_000)
      var scrapes = SimulatedScrapes(
        [SimulatedRules(groups: [Group(interval: Self.interval, offset: offset)])], interval: Self.interval, key: key)
      scrapes.run(20)
      #expect(scrapes.ages[0] <= Self.ageMax, "key \(key), offset \(offset): \(scrapes.ages)")
      let settled = scrapes.lock.offset
      scrapes.run(500)
      #expect(scrapes.lock.offset == settled, "key \(key), offset \(offset)")
      #expect(scrapes.offsets.count <= 2)
    }
  }

  @Test func `how many bodies must agree, and how many moves may fail, are settings`() {
    let phase = ScrapePhase(key: 0, interval: 15_000)
    let child = PhaseLockTests.Child()
    var settings = PhaseSettings()
    settings.agreementsLeast = 2
    (settings.movesMost, settings.restBodies) = (1, 3)
    var lock = PhaseLock(phase, settings)
    func see() {
      // A group that never ends up where it is waited for.
      let group = RuleGroupPhase(interval: 15_000, offset: (lock.offset + 5000).modulo(15_000), lineCount: 1)
      lock.note([group], of: ObjectIdentifier(child), at: lock.offset)
    }
    var stages: [PhaseLock.Stage] = []
    for _ in 0..<8 {
      see()
      stages.append(lock.stage)
    }
    #expect(stages == [.spread, .moved, .moved, .resting, .resting, .resting, .spread, .spread])
  }

  private final class Child {}

  @Test func `no slot is lost and no interval has two scrapes while the offset moves`() {
    var random = SeededRandom(seed: 8)
    for _ in 0..<200 {
      let (key, offset) = (random.next(), Milliseconds(random.next() % 15_000))
      let child = SimulatedRules(groups: [Group(interval: Self.interval, offset: offset)])
      var scrapes = SimulatedScrapes([child], interval: Self.interval, key: key)
      scrapes.run(60)
      let gaps = zip(scrapes.ticks.dropFirst(), scrapes.ticks).map { $0 - $1 }
      #expect(gaps.allSatisfy { $0 <= Self.interval && $0 >= Self.interval * 3 / 4 }, "key \(key): \(gaps)")
      let slots = scrapes.ticks.map { child.answer(at: $0)[0].newest }
      #expect(zip(slots.dropFirst(), slots).allSatisfy { $0 - $1 <= Self.interval }, "key \(key): \(slots)")
    }
  }

  @Test func `a clock that is hours off, or less than a second, changes nothing`() {
    for skew in [3_600_000, -7_200_400, 800, -800, 5500, -5500] as [Milliseconds] {
      let child = SimulatedRules(groups: [Group(interval: Self.interval, offset: 4200)], skew: skew)
      var scrapes = SimulatedScrapes([child], interval: Self.interval, key: 0x1234_5678_9abc)
      scrapes.run(40)
      // A clock that is known to half a second costs a longer margin.
      #expect(scrapes.ages[0] <= Self.ageMax + 500, "skew \(skew): \(scrapes.ages)")
      let settled = scrapes.lock.offset
      scrapes.run(500)
      #expect(scrapes.lock.offset == settled, "skew \(skew)")
    }
  }

  @Test func `of several groups the sum of the ages decides`() {
    let early = Group(interval: Self.interval, offset: 1000, lineCount: 100)
    let late = Group(interval: Self.interval, offset: 4000, lineCount: 100)
    var scrapes = SimulatedScrapes([SimulatedRules(groups: [early, late])], interval: Self.interval, key: 99)
    scrapes.run(40)
    #expect(scrapes.ages[1] <= Self.ageMax && scrapes.ages[0] > 3000, "after the last: \(scrapes.ages)")

    let small = Group(interval: Self.interval, offset: 8500, lineCount: 5)
    scrapes = SimulatedScrapes([SimulatedRules(groups: [early, small])], interval: Self.interval, key: 99)
    scrapes.run(40)
    #expect(scrapes.ages[0] <= Self.ageMax, "the large group: \(scrapes.ages)")
  }

  @Test func `groups of other intervals than the scrape's are followed where scrapes meet them`() {
    for (scrape, rules) in [(15_000, 60_000), (60_000, 15_000), (30_000, 20_000)] as [(Milliseconds, Milliseconds)] {
      let child = SimulatedRules(groups: [Group(interval: rules, offset: 7000)])
      var scrapes = SimulatedScrapes([child], interval: scrape, key: 0xdead_beef_1234)
      scrapes.run(60)
      var youngest = Milliseconds.max
      for _ in 0..<4 {
        scrapes.run(1)
        youngest = min(youngest, scrapes.ages[0])
      }
      #expect(youngest <= scrape / 30 + scrape / 8 + 1100, "\(scrape) of \(rules): \(youngest)")
    }
  }

  @Test func `both replicas are served by one offset, also where their groups run apart`() {
    let one = SimulatedRules(groups: [Group(interval: Self.interval, offset: 2000)])
    let other = SimulatedRules(groups: [Group(interval: Self.interval, offset: 5000)])
    var scrapes = SimulatedScrapes([one, other], interval: Self.interval, key: 4711)
    scrapes.run(60)
    #expect(scrapes.ages[1] <= Self.ageMax && scrapes.ages[0] <= Self.ageMax + 3000, "\(scrapes.ages)")
  }

  @Test func `rules that take long get the time they take`() {
    let slow = SimulatedRules(groups: [Group(interval: Self.interval, offset: 3000, duration: 2600)])
    var scrapes = SimulatedScrapes([slow], interval: Self.interval, key: 0)
    scrapes.run(100)
    #expect(scrapes.ages[0] < Self.interval, "its newest slot: \(scrapes.ages)")
    let settled = scrapes.lock.offset
    scrapes.run(500)
    #expect(scrapes.lock.offset == settled)
  }

  @Test func `rules that move for good are followed again`() {
    let child = SimulatedRules(groups: [Group(interval: Self.interval, offset: 3000)])
    var scrapes = SimulatedScrapes([child], interval: Self.interval, key: 77)
    scrapes.run(40)
    scrapes.children[0].groups[0].offset = 11_000
    scrapes.run(40)
    #expect(scrapes.ages[0] <= Self.ageMax, "\(scrapes.ages)")
  }

  @Test func `a child whose timestamps follow the scrapes is let go, not hunted`() {
    var live = SimulatedRules(groups: [Group(interval: Self.interval, offset: 0)])
    live.isLive = true
    for key in 0..<40 as Range<UInt64> {
      var scrapes = SimulatedScrapes([live], interval: Self.interval, key: key &* 0x9e37_79b9_7f4a_7c15)
      scrapes.run(200)
      let base = ScrapePhase(key: key &* 0x9e37_79b9_7f4a_7c15, interval: Self.interval).offset
      #expect(scrapes.lock.stage == .resting && scrapes.lock.offset == base || scrapes.offsets.count <= 2, "key \(key)")
      #expect(scrapes.offsets.count <= 3, "key \(key): \(scrapes.offsets)")
    }
  }

  @Test func `a fleet whose rules run at one moment is not scraped at one moment`() {
    var offsets: [Milliseconds] = []
    var random = SeededRandom(seed: 5)
    for _ in 0..<100 {
      var scrapes = SimulatedScrapes(
        [SimulatedRules(groups: [Group(interval: Self.interval, offset: 3000)])], interval: Self.interval,
        key: random.next())
      scrapes.run(30)
      offsets.append(scrapes.lock.offset)
    }
    let tenths = Dictionary(grouping: offsets.filter { (3500...5400).contains($0) }) { ($0 - 3500) / 190 }
    #expect(offsets.allSatisfy { (3500...5400).contains($0) || $0 < 4500 }, "\(offsets.sorted())")
    #expect(tenths.count >= 8 && tenths.values.allSatisfy { $0.count <= 30 }, "\(tenths.mapValues(\.count))")
  }
}
