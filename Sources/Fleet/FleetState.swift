import Storage
import TimeSeries

/// All clusters, what must become durable of them, and who waits for them. Pure; ``ClusterBook`` guards it.
struct FleetState: Sendable {
  private(set) var settings = FleetSettings()
  private(set) var clusters: [String: Cluster] = [:]
  /// When iapetus itself was down.
  private(set) var downtime = DarkLog()
  /// The newest tick that was committed before the start.
  private var lastTickBefore: Timestamp?
  private var hasDeliveredSinceStart = false
  private var startedAt: Timestamp
  /// What is to be written: clusters by name, and iapetus's own downtime.
  private var changed: Set<String> = []
  private var isDowntimeChanged = false
  private var deletions: [RecordChange] = []
  /// Made again after darkness or expectation has changed.
  private var cachedView: FleetView?

  /// - Parameter records: all of the space ``RecordChange/Space/clusters``.
  init(_ records: [RecordChange], at now: Timestamp) {
    startedAt = now
    var replicas: [(cluster: String, name: String, RememberedReplica)] = []
    for record in records.compactMap(ClusterRecord.init) {
      switch record {
      case .cluster(let name, let facts): restore(name, facts)
      case .replica(let cluster, let name, let replica): replicas.append((cluster, name, replica))
      case .downtime(let intervals): intervals.forEach { downtime.add($0) }
      }
    }
    for (cluster, name, replica) in replicas { restore(replica, name, of: cluster) }
  }

  private mutating func restore(_ name: String, _ facts: ClusterRecord.Facts) {
    var cluster = Cluster(name: name, knownSince: facts.knownSince, awaitedUntil: startedAt + settings.grace)
    cluster.isLabelled = facts.isLabelled
    for interval in facts.intervals {
      if interval.until == nil { cluster.darkness = interval } else { cluster.log.add(interval) }
    }
    clusters[name] = cluster
  }

  /// A replica without its cluster's record is left over from one that was retired, or was just learned when iapetus
  /// crashed.
  private mutating func restore(_ replica: RememberedReplica, _ name: String, of cluster: String) {
    if clusters[cluster] == nil {
      clusters[cluster] = Cluster(name: cluster, knownSince: replica.tick, awaitedUntil: startedAt + settings.grace)
      changed.insert(cluster)
    }
    guard var known = clusters[cluster] else { return }
    known.remembered[name] = replica
    known.newest = max(known.newest ?? replica.newest, replica.newest)
    known.deliveredThrough = max(known.deliveredThrough ?? replica.through, replica.through)
    known.lastTick = max(known.lastTick ?? replica.tick, replica.tick)
    clusters[cluster] = known
    lastTickBefore = max(lastTickBefore ?? replica.tick, replica.tick)
  }

  // MARK: What happens

  mutating func apply(_ settings: FleetSettings, at now: Timestamp) {
    let isWaitingChanged = settings.grace != self.settings.grace
    self.settings = settings
    for name in settings.expected where clusters[name] == nil {
      clusters[name] = Cluster(name: name, knownSince: now, awaitedUntil: now + settings.grace)
      changed.insert(name)
    }
    for name in clusters.keys where isWaitingChanged && clusters[name]?.members.isEmpty == true {
      clusters[name]?.awaitedUntil = now + settings.grace
    }
    retire()
    cachedView = nil
  }

  /// Forgets the clusters that are gone for good, and those that were only ever declared and are no longer.
  private mutating func retire() {
    for (name, cluster) in clusters where cluster.members.isEmpty && !settings.expected.contains(name) {
      guard settings.retired.contains(name) || cluster.newest == nil else { continue }
      deletions += cluster.records(isRemembered: true).map(\.deletion)
      clusters[name] = nil
      changed.remove(name)
      cachedView = nil
    }
  }

  /// A child whose cluster is known from its configuration, and that has not been asked yet: the cluster is waited for.
  mutating func takeArrival(_ child: ClusterChild, of name: String, at now: Timestamp) {
    if clusters[name] == nil {
      clusters[name] = Cluster(name: name, knownSince: now, awaitedUntil: now)
      noteChange(of: name)
    }
    clusters[name]?.takeArrival(child)
  }

  mutating func take(_ delivery: Delivery) {
    noteDowntime(until: delivery.tick)
    var cluster =
      clusters[delivery.cluster]
      ?? Cluster(name: delivery.cluster, knownSince: delivery.tick, awaitedUntil: delivery.tick)
    // Moved out, since a second owner would make its dictionaries be copied.
    clusters[delivery.cluster] = nil
    let least = Milliseconds(settings.darkAfter) * settings.scrapeInterval
    if cluster.take(delivery, downtimeLeast: least) { noteChange(of: delivery.cluster) }
    clusters[delivery.cluster] = cluster
  }

  private mutating func noteDowntime(until tick: Timestamp) {
    guard !hasDeliveredSinceStart else { return }
    hasDeliveredSinceStart = true
    guard let lastTickBefore, tick - lastTickBefore > settings.scrapeInterval else { return }
    downtime.add(DarkInterval(from: lastTickBefore, until: tick, cause: .downtime))
    isDowntimeChanged = true
  }

  /// - Parameter isNamed: whether the child's cluster is known, not only guessed from its address.
  mutating func takeMiss(
    _ child: ClusterChild, of name: String, isNamed: Bool, inARow count: Int, error: String, at now: Timestamp
  ) {
    if clusters[name] == nil {
      guard isNamed else { return }
      clusters[name] = Cluster(name: name, knownSince: now, awaitedUntil: now)
      noteChange(of: name)
    }
    clusters[name]?.takeMiss(child, inARow: count, error: error)
    judge(name, at: now)
  }

  mutating func forget(_ child: ObjectIdentifier, of name: String, at now: Timestamp) {
    guard clusters[name]?.members.removeValue(forKey: child) != nil, clusters[name]?.members.isEmpty == true else {
      return
    }
    clusters[name]?.awaitedUntil = now + settings.grace
    retire()
  }

  /// Lets time pass: clusters that nobody scrapes, or that push no more, go dark, old intervals are forgotten. Whether anything changed.
  mutating func advance(to now: Timestamp) -> Bool {
    let edge = now - settings.retention
    var hasDropped = false
    for name in clusters.keys {
      if clusters[name]?.dropSilent(at: now, grace: settings.pushGrace) == true { hasDropped = true }
      judge(name, at: now)
      guard let first = clusters[name]?.log.intervals.first, first.end <= edge else { continue }
      clusters[name]?.log.prune(before: edge)
      noteChange(of: name)
    }
    downtime.prune(before: edge)
    if hasDropped { retire() }
    return hasChanges
  }

  private mutating func judge(_ name: String, at now: Timestamp) {
    guard clusters[name]?.judge(at: now, darkAfter: settings.darkAfter) == true else { return }
    noteChange(of: name)
  }

  mutating func heal(_ name: String, _ range: Range<Timestamp>) {
    guard clusters[name]?.heal(range) == true else { return }
    noteChange(of: name)
  }

  /// The cluster's record as it is when `ranges` are healed; none if that changes nothing.
  func healedRecords(_ name: String, _ ranges: [Range<Timestamp>]) -> [RecordChange] {
    guard var cluster = clusters[name] else { return [] }
    var isChanged = false
    for range in ranges where cluster.heal(range) { isChanged = true }
    return isChanged ? cluster.records(isRemembered: false).map(\.change) : []
  }

  private mutating func noteChange(of name: String) {
    changed.insert(name)
    cachedView = nil
  }

  // MARK: What is known

  func expectation(_ name: String) -> ClusterStatus.Expectation {
    if settings.expected.isEmpty { return .learned }
    return settings.expected.contains(name) ? .declared : .unexpected
  }

  mutating func view() -> FleetView {
    if let cachedView { return cachedView }
    let expected = clusters.values.filter { expectation($0.name) != .unexpected }
    let view = FleetView(expected.sorted { $0.name < $1.name })
    cachedView = view
    return view
  }

  // MARK: What must become durable

  var hasChanges: Bool { !changed.isEmpty || isDowntimeChanged || !deletions.isEmpty }

  mutating func takeChanges() -> [RecordChange] {
    defer { (changed, isDowntimeChanged, deletions) = ([], false, []) }
    let records = changed.sorted().compactMap { clusters[$0]?.records(isRemembered: false) }.flatMap { $0 }
    let own = isDowntimeChanged ? [ClusterRecord.downtime(downtime.intervals)] : []
    return deletions + (records + own).map(\.change)
  }

  /// Takes back what could not be stored.
  mutating func giveBack(_ changes: [RecordChange]) {
    for change in changes {
      if change.value == nil {
        deletions.append(change)
      } else if case .cluster(let name, _) = ClusterRecord(change) {
        changed.insert(name)
      } else {
        isDowntimeChanged = true
      }
    }
  }
}

extension Cluster {
  /// - Parameter isRemembered: with those of its replicas.
  fileprivate func records(isRemembered: Bool) -> [ClusterRecord] {
    let facts = ClusterRecord.Facts(isLabelled: isLabelled, knownSince: knownSince, intervals: intervals)
    let replicas = remembered.map { ClusterRecord.replica(cluster: name, name: $0.key, $0.value) }
    return [.cluster(name, facts)] + (isRemembered ? replicas : [])
  }
}
