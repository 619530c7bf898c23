import TimeSeries

/// When within the interval the replicas of one cluster are scraped: shortly after their rule groups have run.
///
/// Pure: bodies go in, an offset comes out. The offset moves only to where the mean age of the samples is lower by more
/// than a twentieth of the interval, and only after several bodies in a row said so. A body that was fetched there has to
/// confirm it. A child whose timestamps follow the scrapes never confirms: after two moves it is let go for a long time.
struct PhaseLock: Sendable {
  enum Stage: String, Sendable {
    /// Nothing is known, or nothing is to be gained. Next: moved.
    case spread
    /// At a new offset that no body has confirmed. Next: following, moved, resting.
    case moved
    /// Next: moved.
    case following
    /// The rules could not be followed. Next: spread.
    case resting
  }

  private enum Rule {
    /// Of a group that runs at more phases of the scrape interval than these, none is better than another.
    static let turnsMax: Milliseconds = 16
    static let membersMax = 16
  }

  private(set) var offset: Milliseconds
  private(set) var stage = Stage.spread
  /// How long after its moment a group is left to run.
  private(set) var margin: Milliseconds
  let settings: PhaseSettings
  private let phase: ScrapePhase
  private let stagger: Milliseconds
  /// What each replica's newest body showed.
  private var groups: [ObjectIdentifier: [RuleGroupPhase]] = [:]
  /// An offset that bodies would like better, and how many of them in a row.
  private var wanted: Milliseconds = 0
  private var agreementCount = 0
  private var lateCount = 0
  private var restCount = 0
  /// Since a body confirmed the last one.
  private var moveCount = 0

  init(_ phase: ScrapePhase, _ settings: PhaseSettings) {
    self.phase = phase
    self.settings = settings
    offset = phase.offset
    margin = min(max(phase.interval / 30, 50), 1000)
    // Other bits than those of the offset, so that near phases do not mean near staggers.
    let share = Double((phase.key &* 0x9e37_79b9_7f4a_7c15) >> 40) / Double(1 << 24)
    stagger = Milliseconds(share * settings.spread * Double(phase.interval))
  }

  var isEmpty: Bool { groups.isEmpty }

  /// Takes note of what the body showed that `member` was asked for at `tick`.
  mutating func note(_ seen: [RuleGroupPhase], of member: ObjectIdentifier, at tick: Timestamp) {
    guard groups.count < Rule.membersMax || groups[member] != nil else { return }
    groups[member] = seen
    if stage == .resting { return rest() }
    let isInPlace = isNear(tick.modulo(phase.interval), offset)
    if isInPlace, stage != .spread { noteLateness(seen) }
    guard let best = bestOffset() else { return agreementCount = 0 }
    if isNear(best, offset) || meanAge(at: offset) - meanAge(at: best) < gainLeast {
      agreementCount = 0
      if isInPlace { confirm() }
    } else if stage != .moved || isInPlace {
      agree(on: best)
    }
  }

  mutating func forget(_ member: ObjectIdentifier) { groups[member] = nil }

  private mutating func confirm() {
    if stage == .moved { stage = .following }
    moveCount = 0
  }

  private mutating func agree(on best: Milliseconds) {
    agreementCount = agreementCount > 0 && isNear(best, wanted) ? agreementCount + 1 : 1
    if agreementCount == 1 { wanted = best }
    guard agreementCount >= settings.agreementsLeast * groups.count else { return }
    if moveCount >= settings.movesMost { return letGo() }
    move(to: best)
  }

  private mutating func move(to best: Milliseconds) {
    offset = best
    stage = .moved
    moveCount += 1
    (agreementCount, lateCount) = (0, 0)
  }

  private mutating func letGo() {
    offset = phase.offset
    stage = .resting
    restCount = settings.restBodies * groups.count
    moveCount = 0
  }

  private mutating func rest() {
    restCount -= 1
    if restCount <= 0 { stage = .spread }
    agreementCount = 0
  }

  /// Leaves the rules more time if they are often not done when the child is asked.
  private mutating func noteLateness(_ seen: [RuleGroupPhase]) {
    let expected = seen.filter { (offset - $0.offset).modulo(common($0)) >= margin }
    let lines = expected.reduce(0) { $0 + $1.lineCount }
    let late = expected.reduce(0) { $0 + $1.lateCount }
    lateCount = max(0, lateCount + (late * 5 > lines ? 1 : -1))
    guard lateCount >= settings.lateMost, margin < phase.interval / 4 else { return }
    margin = min(2 * margin, phase.interval / 4)
    if let best = bestOffset() { move(to: best) }
  }
}

/// Which offset is best.
extension PhaseLock {
  /// The offset with the least mean age; of those that are nearly as good, the one nearest to where the child is spread.
  private func bestOffset() -> Milliseconds? {
    let rated = candidates().map { (offset: $0, age: meanAge(at: $0)) }
    guard let least = rated.map(\.age).min() else { return nil }
    return rated.filter { $0.age <= least + tolerance / 2 }
      .min { distance($0.offset, phase.offset) < distance($1.offset, phase.offset) }?.offset
  }

  /// Shortly after each group, at every tick that finds it equally young.
  private func candidates() -> [Milliseconds] {
    groups.values.joined().flatMap { group in
      let (step, first) = (common(group), group.offset + margin + stagger)
      let turns = phase.interval / step
      return turns > Rule.turnsMax ? [] : (0..<turns).map { (first + $0 * step).modulo(phase.interval) }
    }
  }

  /// Over all lines, how old the samples of a scrape at `offset` would be beyond the margin.
  private func meanAge(at offset: Milliseconds) -> Milliseconds {
    var (age, count): (Milliseconds, Milliseconds) = (0, 0)
    for group in groups.values.joined() {
      age += Milliseconds(group.lineCount) * (offset - group.offset - margin).modulo(common(group))
      count += Milliseconds(group.lineCount)
    }
    return count == 0 ? 0 : age / count
  }

  /// After how much time scrapes and slots meet at the same distances again.
  private func common(_ group: RuleGroupPhase) -> Milliseconds {
    var (one, other) = (phase.interval, group.interval)
    while other != 0 { (one, other) = (other, one % other) }
    return one
  }

  private var tolerance: Milliseconds { max(phase.interval / 50, 20) }

  private var gainLeast: Milliseconds { max(phase.interval / 20, 50) }

  private func isNear(_ one: Milliseconds, _ other: Milliseconds) -> Bool { distance(one, other) <= tolerance }

  /// Around the interval.
  private func distance(_ one: Milliseconds, _ other: Milliseconds) -> Milliseconds {
    let ahead = (one - other).modulo(phase.interval)
    return min(ahead, phase.interval - ahead)
  }
}
