import Storage
import TimeSeries

/// Makes the plans of a selection: most series of a cluster share one.
struct SlotPlanner {
  /// A series that lags behind its replica's newest sample by less than this is still waited for: so far back a child
  /// looks when it is asked.
  static let lagMax: Milliseconds = 300_000
  /// How far a replica must have got beyond a sample of a series that it does not bring, until it is not waited for; one
  /// period where that is longer.
  static let absenceDelayLeast: Milliseconds = 60_000

  /// What was known before the samples were selected: it says who is given up.
  private let before: LogFacts
  /// What was known after: it ranks every sample that was selected.
  private let after: LogFacts
  private let families: SeriesFamilies
  private let range: ClosedRange<Timestamp>
  private var plans: [[Int32]: SlotPlan?] = [:]
  private var last: (key: [Int32], plan: SlotPlan?)?

  init(before: LogFacts, after: LogFacts, families: SeriesFamilies, _ range: ClosedRange<Timestamp>) {
    self.before = before
    self.after = after
    self.families = families
    self.range = range
  }

  /// The plan for replicas of one series, given in the order of their names; `nil` if the log knows nothing of them.
  mutating func plan(_ ids: some Collection<SeriesID>) -> SlotPlan? {
    var key: [Int32] = []
    for id in ids {
      guard let replica = families.replica(of: id) else { return nil }
      key.append(Int32(replica))
    }
    let family = ids.first.flatMap { families.family(of: $0) } ?? SeriesFamilies.Family(holders: .max)
    key.append(family.periods)
    key.append(Int32(bitPattern: family.holders))
    if !after.familyDemotions.isEmpty, let place = ids.first.flatMap({ families.place(of: $0) }),
      after.familyDemotions[place] != nil
    {
      return make(key, ids.count, family, place)
    }
    if let last, last.key == key { return last.plan }
    let plan: SlotPlan?
    if let known = plans[key] {
      plan = known
    } else {
      plan = make(key, ids.count, family, nil)
      plans[key] = .some(plan)
    }
    last = (key, plan)
    return plan
  }

  /// - Parameter familyPlace: of a family that has stretches of its own.
  private func make(
    _ key: [Int32], _ memberCount: Int, _ family: SeriesFamilies.Family, _ familyPlace: Int32?
  ) -> SlotPlan? {
    let present = key.prefix(memberCount).map { Int($0) }
    guard let first = present.first else { return nil }
    let cluster = after.replicas[first].cluster
    let all = after.clusters[cluster].replicas
    guard Set(present).count == present.count, Set(all).isSuperset(of: present) else { return nil }
    let places = present + all.filter { !present.contains($0) }
    let periods = families.histories[Int(family.periods)]
    let primaries = primaries(cluster, places)
    return SlotPlan(
      replicas: places.map { replica($0, familyPlace, periods, family.holders) },
      memberCount: present.count, nameOrder: places.map { all.firstIndex(of: $0) ?? 0 }, primaries: primaries,
      periods: periods, selectedFrom: range.lowerBound)
  }

  private func replica(
    _ place: Int, _ family: Int32?, _ periods: [PeriodVersion], _ holders: UInt32
  ) -> SlotPlan.Replica {
    let facts = after.replicas[place]
    let period = periods.map(\.period).max() ?? 0
    let own = SlotPlanner.demotions(after, family, place)
    let stretches = (facts.demotions + own).map { demotion in
      // By the period of its own time: a later one must not change what was served.
      SlotPlan.Stretch(
        demotion: demotion, end: demotion.end(periods.last { $0.from <= demotion.through }?.period ?? 0))
    }
    let demotions = stretches.filter { $0.end >= range.lowerBound && $0.demotion.from <= range.upperBound }
    var plan = SlotPlan.Replica(name: facts.name, demotions: demotions, settled: .max, givenUp: .max, newest: .max)
    // A replica that was not there before the selection is waited for by nobody.
    guard place < before.replicas.count else { return plan }
    let known = before.replicas[place]
    let quiet = SlotPlanner.demotions(before, family, place).lazy.filter { !$0.isStraggler }.map(\.through).max() ?? .min
    let brings = holders & known.bit != 0
    let delay = brings ? SlotPlanner.lagMax + period : max(period, SlotPlanner.absenceDelayLeast)
    plan.settled = known.newest.addingClamped(-delay)
    plan.givenUp = max(known.givenUp, quiet)
    plan.newest = known.newest
    return plan
  }

  private static func demotions(_ facts: LogFacts, _ family: Int32?, _ place: Int) -> [Demotion] {
    guard let family, let all = facts.familyDemotions[family] else { return [] }
    return all.filter { $0.replica == place }.map(\.demotion)
  }

  private func primaries(_ cluster: Int, _ places: [Int]) -> [SlotPlan.Primary] {
    let facts = after.clusters[cluster]
    let initial = facts.replicas.first.map { ClusterFacts.Epoch(from: .min, primary: $0) }
    var epochs = (initial.map { [$0] } ?? []) + facts.epochs.filter { $0.from <= range.upperBound }
    while epochs.count > 1, epochs[1].from <= range.lowerBound { epochs.removeFirst() }
    return epochs.map { epoch in
      SlotPlan.Primary(from: epoch.from, replica: places.firstIndex(of: epoch.primary) ?? 0)
    }
  }
}
