import Storage
import TimeSeries

/// What the log knows, and the rules by which it learns. Plain values: ``ReplicaLog`` holds the lock.
///
/// Each rule has a file of its own: what a body means, what a failure, who is the primary, what is loaded.
struct ReplicaLogState: Sendable {
  var facts = LogFacts()
  var families = SeriesFamilies()
  var divergence = ReplicaDivergence()
  var places: [ReplicaName: Int] = [:]
  var clusterPlaces: [String: Int] = [:]
  /// Of notes that could not be stored, by cluster.
  var unsaved: [Int: Unsaved] = [:]
  let retention: Milliseconds
  private static let pruneInterval: Milliseconds = 3_600_000
  private var familiesPrunedBefore: Timestamp = .min
  /// Rows about series, until all are loaded: they count in the order of time.
  var loadedSpans: [(place: Int, row: ReplicaLogRow)] = []
  var loadedPeriods: [(place: Int, version: PeriodVersion, ids: [SeriesID])] = []
  var loadedGone: [(place: Int, from: Timestamp, ids: [SeriesID])] = []

  struct Unsaved: Sendable {
    var records: [RecordChange] = []
    var distrusted: [ReplicaNote.Distrust] = []
  }

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

  // MARK: Notes

  /// A note about a replica, with what the cluster's last ones could not store.
  mutating func begin(_ place: Int) -> ReplicaNote {
    var note = ReplicaNote(place: place)
    if let unsaved = unsaved.removeValue(forKey: facts.replicas[place].cluster) {
      (note.records, note.distrusted) = (unsaved.records, unsaved.distrusted)
    }
    return note
  }

  /// The number of what comes after the fact with a note.
  mutating func generation(_ note: inout ReplicaNote) -> Int64 {
    if note.generation == 0 {
      let cluster = facts.replicas[note.place].cluster
      facts.clusters[cluster].generation += 1
      note.generation = facts.clusters[cluster].generation
      facts.clusters[cluster].pendingGenerations.append(note.generation)
    }
    return note.generation
  }

  /// The note is stored: what it says of others may be served now. Returns the slots that are settled by it.
  mutating func settle(_ note: ReplicaNote) -> SlotCounts? {
    if let newest = note.newest, newest > facts.replicas[note.place].newest {
      facts.replicas[note.place].newest = newest
    }
    for (place, stretch) in note.givenUp where stretch.from >= facts.replicas[place].givenUp?.from ?? .min {
      facts.replicas[place].givenUp = stretch
    }
    for distrust in note.distrusted {
      facts.replicas[distrust.place].unstoredWarming.removeAll { $0 == distrust.from }
    }
    add(note.quiet, generation: 0)
    settleMembership(note)
    let cluster = forgetPending(note)
    facts.replicas[note.place].lastSign = facts.newest(of: cluster)
    return countSlots(of: cluster)
  }

  mutating func giveBack(_ note: ReplicaNote) {
    let cluster = forgetPending(note)
    unsaved[cluster, default: Unsaved()].records += note.records
    unsaved[cluster, default: Unsaved()].distrusted += note.distrusted
  }

  /// Returns the note's cluster.
  private mutating func forgetPending(_ note: ReplicaNote) -> Int {
    let cluster = facts.replicas[note.place].cluster
    facts.clusters[cluster].pendingGenerations.removeAll { $0 == note.generation }
    return cluster
  }

  /// Where a replica stands, as it will be when the note is settled.
  func row(_ place: Int) -> ReplicaLogRow {
    .replica(name(place), newest: facts.replicas[place].promised, interval: facts.replicas[place].interval)
  }

  // MARK: Stretches

  /// Adds a stretch to the replica's, in place of one that began there. No stretch may come to hold samples that are
  /// stored already.
  mutating func demote(_ place: Int, _ stretch: Demotion, _ records: inout [RecordChange]) {
    facts.replicas[place].demotions.removeAll { $0.from == stretch.from && $0.reason == stretch.reason }
    insert(stretch, place)
    records.append(ReplicaLogRow.demotion(name(place), stretch).record)
  }

  mutating func insert(_ demotion: Demotion, _ place: Int) {
    let end = facts.replicas[place].demotions.firstIndex { $0.from > demotion.from }
    facts.replicas[place].demotions.insert(demotion, at: end ?? facts.replicas[place].demotions.count)
  }

  /// Adds stretches of single series: of late samples if they have a generation, else of slots that are given up.
  mutating func add(_ spans: [SeriesSpan], generation: Int64) {
    if facts.familyDemotionCount >= ReplicaLog.familyDemotionsMax { pruneFamilies() }
    for span in spans where facts.familyDemotionCount < ReplicaLog.familyDemotionsMax {
      guard let family = families.place(of: span.series), let replica = families.replica(of: span.series) else {
        continue
      }
      var known = facts.familyDemotions.removeValue(forKey: family) ?? []
      facts.familyDemotionCount -= known.count
      known.removeAll { $0.replica == replica && $0.demotion.from == span.from && !$0.demotion.isStraggler }
      let demotion = Demotion(
        from: span.from, through: span.through, reason: .late, generation: generation,
        isStraggler: generation > 0 || span.from == span.through)
      known.append(.init(replica: replica, demotion: demotion))
      facts.familyDemotionCount += known.count
      facts.familyDemotions[family] = known
    }
  }

  /// Forgets stretches of series whose samples retention has taken; looks for them once an hour at most.
  private mutating func pruneFamilies() {
    let edge = facts.newest.addingClamped(-retention)
    guard edge >= familiesPrunedBefore.addingClamped(ReplicaLogState.pruneInterval) else { return }
    familiesPrunedBefore = edge
    facts.familyDemotions = facts.familyDemotions.compactMapValues { known in
      let kept = known.filter { $0.demotion.through >= edge }
      return kept.isEmpty ? nil : kept
    }
    facts.familyDemotionCount = facts.familyDemotions.values.reduce(0) { $0 + $1.count }
  }

  mutating func noteHealed(
    _ name: ReplicaName, _ range: ClosedRange<Timestamp>
  ) -> (records: [RecordChange], slots: Int) {
    let place = register(name)
    let cluster = facts.replicas[place].cluster
    var records: [RecordChange] = []
    facts.clusters[cluster].generation += 1
    for part in unhealed(range, place) {
      let healed = Demotion(
        from: part.lowerBound, through: part.upperBound, reason: .healed,
        generation: facts.clusters[cluster].generation)
      demote(place, healed, &records)
    }
    let period = facts.clusters[cluster].period
    let slots = period > 0 ? Int((range.upperBound - range.lowerBound) / period) + 1 : 0
    return (records, slots)
  }

  /// The parts of a range that no healed stretch of the replica holds: those stay as they are.
  private func unhealed(_ range: ClosedRange<Timestamp>, _ place: Int) -> [ClosedRange<Timestamp>] {
    var parts: [ClosedRange<Timestamp>] = []
    var from = range.lowerBound
    for known in facts.replicas[place].demotions where known.reason == .healed && known.through >= from {
      if known.from > range.upperBound { break }
      if known.from > from { parts.append(from...known.from - 1) }
      from = max(from, known.through + 1)
    }
    if from <= range.upperBound { parts.append(from...range.upperBound) }
    return parts
  }
}
