import TestSupport
import TimeSeries

@testable import Scrape

/// A child whose rule groups run by its own clock, and what a scrape of it finds.
struct SimulatedRules {
  struct Group {
    var interval: Milliseconds
    var offset: Milliseconds
    /// From the group's moment until its samples are there.
    var duration: Milliseconds = 40
    var lineCount = 100
  }

  var groups: [Group]
  /// How far its clock is ahead.
  var skew: Milliseconds = 0
  /// Whether its timestamps are those of the request instead.
  var isLive = false

  /// The groups as a body shows them that was asked for at `time` of our clock.
  func answer(at time: Timestamp) -> [RuleGroupSurvey.Group] {
    groups.map { group in
      let now = time + skew
      let done = now - group.duration
      let newest = isLive ? now - 300 : done - (done - group.offset).modulo(group.interval)
      return RuleGroupSurvey.Group(interval: group.interval, newest: newest, lineCount: group.lineCount)
    }
  }

  /// How old the newest sample of each group is at `time`.
  func ages(at time: Timestamp) -> [Milliseconds] { answer(at: time).map { time + skew - $0.newest } }
}

/// Scrapes simulated children along the ticks of one lock, as their loops do.
struct SimulatedScrapes {
  private final class Member {}

  var children: [SimulatedRules]
  var lock: PhaseLock
  /// By which a scrape begins later than its tick, at most.
  var jitter: Milliseconds = 5
  private(set) var ticks: [Timestamp] = []
  private(set) var offsets: Set<Milliseconds> = []
  private let phase: ScrapePhase
  private let members: [Member]
  private var skews: [ClockSkew]
  private var random: SeededRandom

  init(_ children: [SimulatedRules], interval: Milliseconds, key: UInt64, seed: UInt64 = 1) {
    self.children = children
    phase = ScrapePhase(key: key, interval: interval)
    lock = PhaseLock(phase, PhaseSettings())
    members = children.map { _ in Member() }
    skews = children.map { _ in ClockSkew() }
    random = SeededRandom(seed: seed)
  }

  mutating func run(_ count: Int) {
    for _ in 0..<count {
      let scheduled = ScrapeTicks(interval: phase.interval, offset: lock.offset)
      let tick = ticks.last.map { scheduled.next(after: $0) } ?? scheduled.tick(after: 1_766_000_000_000)
      ticks.append(tick)
      for index in children.indices { scrape(index, at: tick) }
      offsets.insert(lock.offset)
    }
  }

  private mutating func scrape(_ index: Int, at tick: Timestamp) {
    let child = children[index]
    let start = tick + Milliseconds(random.next() % UInt64(jitter + 1))
    let date = (start + 3 + child.skew) / 1000 * 1000
    skews[index].note(date: date, from: start, through: start + 6)
    let groups = child.answer(at: start + 3)
    let seen = groups.compactMap { RuleGroupPhase($0, at: start, skew: skews[index].estimate ?? 0) }
    lock.note(seen, of: ObjectIdentifier(members[index]), at: tick)
  }

  /// Of the newest tick.
  var ages: [Milliseconds] { children.flatMap { $0.ages(at: ticks.last ?? 0) } }
}
