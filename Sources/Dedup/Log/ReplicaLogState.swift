import Storage
import TimeSeries

/// What the log knows, and the rules by which it learns. Plain values: ``ReplicaLog`` holds the lock.
struct ReplicaLogState: Sendable {
  var facts = LogFacts()
  var families = SeriesFamilies()
  var divergence = ReplicaDivergence()
  var places: [ReplicaName: Int] = [:]
  var clusterPlaces: [String: Int] = [:]
  /// Of notes that could not be stored, by replica.
  var unsaved: [Int: [RecordChange]] = [:]
  let retention: Milliseconds
  /// Rows about series, until all are loaded: they count in the order of time.
  var loadedSeries: [(place: Int, row: ReplicaLogRow)] = []
  var loadedPeriods: [(place: Int, version: PeriodVersion, ids: [SeriesID])] = []
  var loadedGone: [(place: Int, from: Timestamp, ids: [SeriesID])] = []

  init(retention: Milliseconds) { self.retention = retention }

  func name(_ place: Int) -> ReplicaName {
    let replica = facts.replicas[place]
    return ReplicaName(cluster: facts.clusters[replica.cluster].name, replica: replica.name)
  }

  /// The replica's place; a new one if it has none.
  mutating func register(_ name: ReplicaName) -> Int {
    if let place = places[name] { return place }
    let cluster = clusterPlaces[name.cluster] ?? facts.clusters.count
    if cluster == facts.clusters.count {
      clusterPlaces[name.cluster] = cluster
      facts.clusters.append(ClusterFacts(name: name.cluster))
    }
    let place = facts.replicas.count
    places[name] = place
    facts.replicas.append(
      ReplicaFacts(name: name.replica, cluster: cluster, number: facts.clusters[cluster].replicas.count))
    let replicas = facts.replicas
    facts.clusters[cluster].replicas.append(place)
    facts.clusters[cluster].replicas.sort { replicas[$0].name < replicas[$1].name }
    return place
  }

  // MARK: Bodies

  mutating func note(_ delivery: ReplicaDelivery, of name: ReplicaName) -> ReplicaNote {
    let isKnown = places[name] != nil
    let place = register(name)
    let cluster = facts.replicas[place].cluster
    var note = ReplicaNote(place: place)
    note.records = unsaved.removeValue(forKey: place) ?? []
    note.newest = delivery.newest
    if !isKnown {
      // The others were served without it until now.
      let others = facts.clusters[cluster].replicas.filter { $0 != place }.map { facts.replicas[$0] }
      let lastGivenUp = others.flatMap(\.demotions).filter { $0.reason == .late }.map(\.through).max() ?? .min
      let through = max(facts.newest(of: cluster, but: place), lastGivenUp.addingClamped(1))
      if !others.isEmpty { demote(place, Demotion(from: .min, through: through, reason: .late), &note.records) }
    }
    let before = facts.replicas[place].promised
    if delivery.isAfterGap, before > .min {
      let through = delivery.newest.addingClamped(ReplicaLog.warmUp)
      demote(place, Demotion(from: before + 1, through: through, reason: .warming), &note.records)
    }
    takeSeries(delivery, place, name, &note.records)
    progress(delivery, place)
    note.records.append(row(place, note).record)
    giveUpSilent(cluster, but: place, &note)
    judgePrimary(cluster, &note.records)
    prune(place, &note.records)
    return note
  }

  /// Where a replica stands, as it will be when the note is settled.
  private func row(_ place: Int, _ note: ReplicaNote) -> ReplicaLogRow {
    let replica = facts.replicas[place]
    let givenUp = note.givenUp.lazy.filter { $0.place == place }.map(\.through).max() ?? .min
    return .replica(
      name(place), newest: replica.promised, givenUp: max(replica.givenUp, givenUp), interval: replica.interval)
  }

  private mutating func takeSeries(
    _ delivery: ReplicaDelivery, _ place: Int, _ name: ReplicaName, _ records: inout [RecordChange]
  ) {
    takeMembership(delivery, place, name, &records)
    if !delivery.learned.isEmpty { learn(delivery, place, name, &records) }
    for spans in [delivery.late, delivery.quiet] where !spans.isEmpty {
      let spans = spans.sorted { $0.series < $1.series }
      add(spans)
      records.append(ReplicaLogRow.series(name, spans).record)
    }
  }

  /// Which series the replica brings now. Only what has changed is written.
  private mutating func takeMembership(
    _ delivery: ReplicaDelivery, _ place: Int, _ name: ReplicaName, _ records: inout [RecordChange]
  ) {
    let bit = facts.replicas[place].bit
    var gone = Set(delivery.goneSeries)
    if delivery.isFirstBody { gone.formUnion(families.held(by: place, bit: bit)) }
    var come: [SeriesID] = []
    for new in delivery.newSeries {
      gone.remove(new.series)
      if families.hold(new.series, family: new.family, replica: place, bit: bit) { come.append(new.series) }
    }
    for id in gone { families.release(id, bit: bit) }
    if !come.isEmpty {
      records.append(ReplicaLogRow.periods(name, PeriodVersion(from: delivery.newest, period: 0), come.sorted()).record)
    }
    if !gone.isEmpty { records.append(ReplicaLogRow.gone(name, from: delivery.newest, gone.sorted()).record) }
  }

  /// A period holds for slots that nobody can have seen yet.
  private mutating func learn(
    _ delivery: ReplicaDelivery, _ place: Int, _ name: ReplicaName, _ records: inout [RecordChange]
  ) {
    let cluster = facts.replicas[place].cluster
    let from = max(facts.newest(of: cluster), delivery.newest).addingClamped(2 * delivery.interval + 1)
    for (period, series) in Dictionary(grouping: delivery.learned, by: \.period) {
      let version = PeriodVersion(from: from, period: period)
      for learned in series { adopt(version, of: learned.series, place) }
      records.append(ReplicaLogRow.periods(name, version, series.map(\.series).sorted()).record)
    }
  }

  /// Nothing changes if the series' family has that period already.
  mutating func adopt(_ version: PeriodVersion, of id: SeriesID, _ place: Int) {
    let old = families.periods(of: id).last?.period
    guard families.adopt(version, of: id) else { return }
    let cluster = facts.replicas[place].cluster
    if let old { facts.clusters[cluster].familiesOfPeriod[old, default: 1] -= 1 }
    facts.clusters[cluster].familiesOfPeriod[version.period, default: 0] += 1
    facts.periodMax = max(facts.periodMax, version.period)
  }

  mutating func add(_ spans: [SeriesSpan]) {
    guard facts.familyDemotions.count < ReplicaLog.familyDemotionsMax else { return }
    for span in spans {
      guard let family = families.place(of: span.series), let replica = families.replica(of: span.series) else {
        continue
      }
      var known = facts.familyDemotions.removeValue(forKey: family) ?? []
      known.removeAll { $0.replica == replica && $0.demotion.from == span.from && span.through > span.from }
      let demotion = Demotion(from: span.from, through: span.through, reason: .late)
      known.append(.init(replica: replica, demotion: demotion))
      facts.familyDemotions[family] = known
    }
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

  // MARK: Failures

  mutating func noteFailure(
    of name: ReplicaName, at tick: Timestamp, missedInARow: Int, interval: Milliseconds
  ) -> ReplicaNote? {
    guard let place = places[name] else { return nil }
    facts.replicas[place].interval = interval
    var note = ReplicaNote(place: place)
    note.records = unsaved.removeValue(forKey: place) ?? []
    // One that has failed before is not waited for until its next answer is there.
    let ahead = missedInARow >= 2 ? 2 * interval : 0
    let through = max(tick.addingClamped(ahead), facts.newest(of: facts.replicas[place].cluster, but: place))
    giveUp(place, through: through, &note)
    note.records.append(row(place, note).record)
    return note
  }

  /// Gives up the replica's slots behind what it has delivered.
  private mutating func giveUp(_ place: Int, through: Timestamp, _ note: inout ReplicaNote) {
    let from = facts.replicas[place].promised + 1
    guard through >= from, through > facts.replicas[place].givenUp else { return }
    demote(place, Demotion(from: from, through: through, reason: .late), &note.records)
    note.givenUp.append((place, through))
  }

  /// A replica of which nothing was heard for long, neither samples nor failures, is no longer part of the fleet.
  private mutating func giveUpSilent(_ cluster: Int, but place: Int, _ note: inout ReplicaNote) {
    let newest = facts.newest(of: cluster)
    for other in facts.clusters[cluster].replicas where other != place {
      let replica = facts.replicas[other]
      let patience = max(ReplicaLog.silenceMax, 3 * replica.interval, 2 * facts.clusters[cluster].period)
      if replica.lastSign == .min { facts.replicas[other].lastSign = newest }
      let silence = newest - facts.replicas[other].lastSign
      let wanted = newest.addingClamped(2 * replica.interval)
      guard silence > patience, replica.givenUp < wanted else { continue }
      // Ahead by a part of its silence, so that this is not written with every body.
      giveUp(other, through: wanted.addingClamped(min(silence / 4, 3_600_000)), &note)
      note.records.append(row(other, note).record)
    }
  }

  // MARK: Ranks

  /// Adds a stretch to the replica's, or prolongs the one that began there. No stretch may come to hold samples that are
  /// stored already.
  mutating func demote(_ place: Int, _ new: Demotion, _ records: inout [RecordChange]) {
    var added = new
    let index = facts.replicas[place].demotions.lastIndex { $0.from == new.from && $0.reason == new.reason }
    if let index {
      let known = facts.replicas[place].demotions.remove(at: index)
      added.through = max(known.through, new.through)
    }
    insert(added, place)
    records.append(ReplicaLogRow.demotion(name(place), added).record)
  }

  mutating func insert(_ demotion: Demotion, _ place: Int) {
    let end = facts.replicas[place].demotions.firstIndex { $0.from > demotion.from }
    facts.replicas[place].demotions.insert(demotion, at: end ?? facts.replicas[place].demotions.count)
  }

  mutating func noteHealed(
    _ name: ReplicaName, _ range: ClosedRange<Timestamp>
  ) -> (records: [RecordChange], slots: Int) {
    let place = register(name)
    let healed = Demotion(from: range.lowerBound, through: range.upperBound, reason: .healed)
    facts.replicas[place].demotions.removeAll { $0.from == healed.from && $0.reason == .healed }
    insert(healed, place)
    let period = facts.clusters[facts.replicas[place].cluster].period
    let slots = period > 0 ? Int((range.upperBound - range.lowerBound) / period) + 1 : 0
    return ([ReplicaLogRow.demotion(name, healed).record], slots)
  }
}
