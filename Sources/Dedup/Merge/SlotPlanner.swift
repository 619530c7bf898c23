import Storage
import TimeSeries

/// Makes the plans of a selection: most series of a cluster share one.
struct SlotPlanner {
  /// A series that lags behind its replica's newest sample by less than this is still waited for: so far back a child
  /// looks when it is asked.
  static let lagMax: Milliseconds = 300_000
  /// How far a replica must have got beyond a sample of a series that it does not bring, until it is not waited for.
  static let absenceDelayLeast: Milliseconds = 60_000

  /// What was known before the samples were selected: it says who is given up.
  private let before: LogFacts
  /// What was known after: it ranks every sample that was selected.
  private let after: LogFacts
  private let families: SeriesFamilies
  /// What is selected, and what of it is wanted.
  private let range: ClosedRange<Timestamp>
  private let wanted: ClosedRange<Timestamp>
  private var plans: [[Int32]: SlotPlan?] = [:]
  private var last: (key: [Int32], plan: SlotPlan?)?

  init(
    before: LogFacts, after: LogFacts, families: SeriesFamilies, _ range: ClosedRange<Timestamp>,
    wanted: ClosedRange<Timestamp>
  ) {
    self.wanted = wanted
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
      periods: periods, selectedFrom: range.lowerBound,
      edges: [range.lowerBound...wanted.lowerBound, wanted.upperBound...range.upperBound],
      settledGeneration: cluster < before.clusters.count ? before.clusters[cluster].settledGeneration : 0)
  }

  private func replica(
    _ place: Int, _ family: Int32?, _ periods: [PeriodVersion], _ holders: UInt32
  ) -> SlotPlan.Replica {
    let facts = after.replicas[place]
    // One that holds no sample yet has no rank.
    let filled = facts.demotions.filter { !facts.isOpen($0) }
    let late = SlotPlanner.demotions(after, family, place).filter(\.isStraggler)
    let unstored = facts.unstoredWarming + (known(place)?.unstoredWarming ?? [])
    let stretches = (filled + late).map { demotion in
      SlotPlan.Stretch(
        demotion: demotion, end: demotion.end(periods),
        isStored: demotion.reason != .warming || !unstored.contains(demotion.from))
    }
    let open = known(place)?.openStretch.flatMap { $0 == known(place)?.givenUp ? $0 : nil }
    return SlotPlan.Replica(
      name: facts.name, demotions: stretches.filter { $0.overlaps([range]) },
      givenUp: (filled + (open.map { [$0] } ?? [])).filter { $0.reason == .late }.map { $0.from...$0.through },
      closedThrough: closedThrough(place, family, periods, brings: holders & facts.bit != 0))
  }

  /// What was known of a replica before; `nil` if nothing was.
  private func known(_ place: Int) -> ReplicaFacts? { place < before.replicas.count ? before.replicas[place] : nil }

  /// Through when what still comes of a series of a replica, beside samples newer than its newest, comes after the fact.
  ///
  /// - Parameter brings: whether the replica has the series now.
  private func closedThrough(_ place: Int, _ family: Int32?, _ periods: [PeriodVersion], brings: Bool) -> Timestamp {
    // One that has never delivered is waited for by nobody.
    if after.replicas[place].promised == .min { return .max }
    guard let known = known(place) else { return .min }
    let delay = brings ? SlotPlanner.lagMax : SlotPlanner.absenceDelayLeast
    let quiet = SlotPlanner.demotions(before, family, place).lazy.filter { !$0.isStraggler }.map(\.through).max()
    let givenUp = known.givenUp.map { known.promised < $0.from ? $0.end(periods) : $0.from - 1 }
    return max(known.newest.addingClamped(-delay), quiet ?? .min, givenUp ?? .min)
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
