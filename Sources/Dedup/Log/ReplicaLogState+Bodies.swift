import Storage
import TimeSeries

/// What a body means.
extension ReplicaLogState {
  /// What is known when a body is about to be read. A replica that answers is not silent.
  mutating func beginBody(of name: ReplicaName) -> BodyProgress {
    guard let place = places[name] else { return BodyProgress() }
    facts.replicas[place].lastSign = facts.newest(of: facts.replicas[place].cluster)
    let replica = facts.replicas[place]
    return BodyProgress(newestBefore: replica.promised, lateFloor: replica.lateFloor)
  }

  mutating func note(_ delivery: ReplicaDelivery, of name: ReplicaName) -> ReplicaNote {
    let place = register(name)
    let cluster = facts.replicas[place].cluster
    var note = begin(place)
    note.newest = delivery.newest
    if facts.replicas[place].promised == .min { welcome(place, &note) }
    closeStretch(place, delivery, &note)
    distrust(place, delivery, &note)
    let (late, quiet) = untimely(delivery, place)
    takeMembership(delivery, &note)
    if !delivery.learned.isEmpty { learn(delivery, place, &note.records) }
    take(late, quiet, place, &note)
    progress(delivery, place)
    note.records.append(row(place).record)
    giveUpSilent(cluster, but: place, &note)
    judgePrimary(cluster, &note.records)
    prune(place, &note.records)
    return note
  }

  // MARK: Ranks

  /// A new replica: the others were served without it until now.
  private mutating func welcome(_ place: Int, _ note: inout ReplicaNote) {
    let through = facts.newest(of: facts.replicas[place].cluster, but: place)
    guard through > .min else { return }
    let generation = generation(&note)
    demote(place, Demotion(from: .min, through: through, reason: .late, generation: generation), &note.records)
  }

  /// One that was given up is back: what was served in its stretch until now came before it.
  private mutating func closeStretch(_ place: Int, _ delivery: ReplicaDelivery, _ note: inout ReplicaNote) {
    guard let open = facts.replicas[place].openStretch, delivery.newest >= open.from else { return }
    // As far as it is stored: beyond that nobody was served in its place.
    guard var stretch = facts.replicas[place].givenUp, stretch.from == open.from else {
      facts.replicas[place].demotions.removeAll { $0 == open }
      return note.records.append(ReplicaLogRow.demotion(name(place), open).deletion)
    }
    stretch.generation = generation(&note)
    demote(place, stretch, &note.records)
  }

  private mutating func distrust(_ place: Int, _ delivery: ReplicaDelivery, _ note: inout ReplicaNote) {
    let before = facts.replicas[place].promised
    guard delivery.isAfterGap, before > .min, delivery.newest > before else { return }
    let through = delivery.newest.addingClamped(ReplicaLog.warmUp)
    demote(place, Demotion(from: before + 1, through: through, reason: .warming), &note.records)
    facts.replicas[place].unstoredWarming.append(before + 1)
    note.distrusted.append(.init(place: place, from: before + 1))
  }

  // MARK: Series

  /// The samples of a body that come after their slots were given up, and the stretches in which series are given up.
  private func untimely(_ delivery: ReplicaDelivery, _ place: Int) -> (late: [SeriesSpan], quiet: [SeriesSpan]) {
    let replica = facts.replicas[place]
    var (late, quiet) = (delivery.late, delivery.quiet)
    guard replica.promised > .min else { return (late, quiet) }
    let lateFloor = replica.lateFloor
    for new in delivery.newSeries {
      let time = new.timestamp
      // One that the replica did not bring was waited for no longer than this.
      let floor =
        families.isHeld(new.series, bit: replica.bit) ? .min : replica.promised - SlotPlanner.absenceDelayLeast
      let isLate = new.standing == .between || time <= max(floor, lateFloor, quietThrough(of: new.series) ?? .min)
      if isLate, new.standing != .stored { late.append(SeriesSpan(new.series, from: time, through: time)) }
      // It is waited for longer now that it is brought: what was served until now stays.
      if time < floor { quiet.append(SeriesSpan(new.series, from: time + 1, through: max(floor, time + 2))) }
    }
    return (late, quiet)
  }

  /// Through when the slots of a series that stands still are given up; `nil` if they are not.
  func quietThrough(of id: SeriesID) -> Timestamp? {
    guard let family = families.place(of: id), let replica = families.replica(of: id) else { return nil }
    return facts.familyDemotions[family]?.lazy.filter { $0.replica == replica && !$0.demotion.isStraggler }
      .map(\.demotion.through).max()
  }

  private mutating func take(
    _ late: [SeriesSpan], _ quiet: [SeriesSpan], _ place: Int, _ note: inout ReplicaNote
  ) {
    if !late.isEmpty {
      let (spans, generation) = (late.sorted { $0.series < $1.series }, generation(&note))
      add(spans, generation: generation)
      note.records.append(ReplicaLogRow.series(name(place), generation: generation, spans).record)
    }
    if !quiet.isEmpty {
      note.quiet = quiet.sorted { $0.series < $1.series }
      note.records.append(ReplicaLogRow.series(name(place), generation: 0, note.quiet).record)
    }
  }

  /// Which series the replica brings with this body, and which no more. Only what has changed is written; it holds when the
  /// note is settled, as it says how long the replica is waited for.
  private mutating func takeMembership(_ delivery: ReplicaDelivery, _ note: inout ReplicaNote) {
    let replica = facts.replicas[note.place]
    var gone = Set(delivery.goneSeries)
    if delivery.isFirstBody { gone.formUnion(families.held(by: note.place, bit: replica.bit)) }
    for new in delivery.newSeries {
      gone.remove(new.series)
      families.hold(new.series, family: new.family, replica: note.place, bit: 0, cluster: replica.cluster)
      if !families.isHeld(new.series, bit: replica.bit) { note.come.append(new.series) }
    }
    note.gone = gone.sorted()
    let name = name(note.place)
    if !note.come.isEmpty {
      let version = PeriodVersion(from: delivery.newest, period: 0)
      note.records.append(ReplicaLogRow.periods(name, version, note.come.sorted()).record)
    }
    if !gone.isEmpty { note.records.append(ReplicaLogRow.gone(name, from: delivery.newest, note.gone).record) }
  }

  mutating func settleMembership(_ note: ReplicaNote) {
    let bit = facts.replicas[note.place].bit
    for id in note.come { families.bring(id, bit: bit) }
    for id in note.gone { families.release(id, bit: bit) }
    if !note.come.isEmpty { facts.membershipChanges += 1 }
  }

  /// A period holds for slots that nobody can have seen yet, and after those that were learned before.
  private mutating func learn(_ delivery: ReplicaDelivery, _ place: Int, _ records: inout [RecordChange]) {
    let cluster = facts.replicas[place].cluster
    let ahead = max(facts.newest(of: cluster), delivery.newest).addingClamped(2 * delivery.interval + 1)
    let from = max(ahead, facts.clusters[cluster].lastPeriodFrom.addingClamped(1))
    for (period, series) in Dictionary(grouping: delivery.learned, by: \.period) {
      let version = PeriodVersion(from: from, period: period)
      for learned in series { adopt(version, of: learned.series, place) }
      records.append(ReplicaLogRow.periods(name(place), version, series.map(\.series).sorted()).record)
    }
  }

  /// Nothing changes if the series' family has that period already.
  mutating func adopt(_ version: PeriodVersion, of id: SeriesID, _ place: Int) {
    let cluster = facts.replicas[place].cluster
    facts.clusters[cluster].lastPeriodFrom = max(facts.clusters[cluster].lastPeriodFrom, version.from)
    let old = families.periods(of: id).last?.period
    guard families.adopt(version, of: id) else { return }
    if let old { facts.clusters[cluster].familiesOfPeriod[old, default: 1] -= 1 }
    facts.clusters[cluster].familiesOfPeriod[version.period, default: 0] += 1
    facts.periodMax = max(facts.periodMax, version.period)
  }

  private mutating func progress(_ delivery: ReplicaDelivery, _ place: Int) {
    let cluster = facts.replicas[place].cluster
    let period = facts.clusters[cluster].period
    let before = facts.replicas[place].promised
    facts.replicas[place].interval = delivery.interval
    if facts.replicas[place].watchedSince == .max { facts.replicas[place].watchedSince = delivery.newest }
    guard delivery.newest > before else { return }
    facts.replicas[place].promised = delivery.newest
    guard before > .min, period > 0, (delivery.newest - before) * 2 >= period * 3 else { return }
    facts.replicas[place].gaps.append(.init(after: before, before: delivery.newest))
    let edge = delivery.newest - 64 * period
    facts.replicas[place].gaps.removeAll { $0.before < edge }
  }
}
