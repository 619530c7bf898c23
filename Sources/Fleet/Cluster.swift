import TimeSeries

/// One cluster: who speaks for it, what it delivered, when it was dark. Pure; time comes in with what is noted.
struct Cluster: Sendable {
  struct Member: Sendable {
    var replica: String
    var url: String
    var lastDelivery: Timestamp?
    var newest: Timestamp?
    var missedInARow = 0
    var lastError = ""
    /// Whether it pushes; then `url` is empty.
    var isPushed = false
  }

  let name: String
  /// Whether its series carry its name in the label `cluster`.
  var isLabelled = true
  var knownSince: Timestamp
  /// The children that are scraped now.
  var members: [ObjectIdentifier: Member] = [:]
  /// What each replica delivered last, also before the start.
  var remembered: [String: RememberedReplica] = [:]
  var newest: Timestamp?
  var deliveredThrough: Timestamp?
  /// The interval that lasts, if the cluster is dark.
  var darkness: DarkInterval?
  var log = DarkLog()
  /// Until when it is not dark though nobody scrapes it.
  var awaitedUntil: Timestamp
  /// Whether it has brought a new sample since the start.
  var hasDeliveredSinceStart = false
  /// The tick of its newest delivery.
  var lastTick: Timestamp?
  /// Where the last silence ended in which it may have had samples that nobody fetched.
  var silentUntil: Timestamp?

  init(name: String, knownSince: Timestamp, awaitedUntil: Timestamp) {
    self.name = name
    self.knownSince = knownSince
    self.awaitedUntil = awaitedUntil
  }

  var isDark: Bool { darkness != nil }

  var state: ClusterStatus.State {
    if isDark { return .dark }
    return members.isEmpty || !hasDeliveredSinceStart ? .awaited : .live
  }

  /// All intervals, oldest first.
  var intervals: [DarkInterval] { log.intervals + (darkness.map { [$0] } ?? []) }

  /// A child that is to speak for it, and has not been asked yet.
  mutating func takeArrival(_ child: ClusterChild) {
    if members[child.id] == nil { members[child.id] = Member(replica: child.replica, url: child.url) }
  }

  /// The time for which it has been missing, for one that has never delivered.
  var sinceKnown: [DarkInterval] { [DarkInterval(from: knownSince, until: nil, cause: .neverSeen)] }

  /// Takes what a child delivered. `downtimeLeast` is how long a silence across a restart must be to count as a hole.
  ///
  /// - Returns: whether what is remembered of the cluster has changed, other than the time of its newest sample.
  mutating func take(_ delivery: Delivery, downtimeLeast: Milliseconds) -> Bool {
    let wasKnown = newest != nil
    let hadIntervals = intervals
    let delivery = delivery.withoutFuture
    // A child that has just restarted answers with what it had: then its cluster is no less dark.
    if newest.map({ delivery.newest > $0 }) ?? true { closeDarkness(by: delivery, downtimeLeast) }
    lastTick = max(lastTick ?? delivery.tick, delivery.tick)
    isLabelled = delivery.child.isLabelled
    newest = max(newest ?? delivery.newest, delivery.newest)
    deliveredThrough = max(deliveredThrough ?? delivery.through, delivery.through)
    members[delivery.child.id] = Member(
      replica: delivery.child.replica, url: delivery.child.url, lastDelivery: delivery.tick, newest: delivery.newest,
      isPushed: delivery.child.isPushed)
    remembered[delivery.child.replica] = RememberedReplica(
      tick: delivery.tick, newest: delivery.newest, through: delivery.through)
    return !wasKnown || intervals != hadIntervals
  }

  private mutating func closeDarkness(by delivery: Delivery, _ downtimeLeast: Milliseconds) {
    if let hole = hole(before: delivery, downtimeLeast) {
      log.add(hole)
      silentUntil = hole.until
    }
    darkness = nil
    hasDeliveredSinceStart = true
  }

  /// The time before a delivery of which samples may be missing.
  private func hole(before delivery: Delivery, _ downtimeLeast: Milliseconds) -> DarkInterval? {
    let until = delivery.newest
    if let darkness { return DarkInterval(from: darkness.from, until: until, cause: darkness.cause) }
    guard let newest else {
      // Others were heard of while this one was awaited.
      return knownSince < until ? DarkInterval(from: knownSince, until: until, cause: .neverSeen) : nil
    }
    let isLong = !hasDeliveredSinceStart && until - newest > downtimeLeast
    guard isLong || lacksSlots(before: delivery) else { return nil }
    return DarkInterval(from: newest, until: until, cause: hasDeliveredSinceStart ? .dark : .downtime)
  }

  /// Whether scrapes were missed, and with them slots: as far as is known when the next one was due.
  private func lacksSlots(before delivery: Delivery) -> Bool {
    guard let lastTick, let newest, let deliveredThrough, deliveredThrough > newest else { return false }
    return delivery.tick - lastTick > delivery.interval * 3 / 2 && delivery.newest > deliveredThrough + 1
  }

  mutating func takeMiss(_ child: ClusterChild, inARow count: Int, error: String) {
    var member = members[child.id] ?? Member(replica: child.replica, url: child.url)
    member.missedInARow = count
    member.lastError = error
    members[child.id] = member
  }

  /// Lets go of those that push and have been silent for longer than `grace`; whether there were any.
  mutating func dropSilent(at now: Timestamp, grace: Milliseconds) -> Bool {
    let silent = members.filter { _, member in member.isPushed && now - (member.lastDelivery ?? .min / 2) >= grace }
    for id in silent.keys { members[id] = nil }
    if !silent.isEmpty, members.isEmpty { awaitedUntil = now }
    return !silent.isEmpty
  }

  /// Goes dark if nobody speaks for it any more; whether it did.
  mutating func judge(at now: Timestamp, darkAfter: Int) -> Bool {
    guard !isDark else { return false }
    let isSilent = members.isEmpty ? now >= awaitedUntil : members.values.allSatisfy { $0.missedInARow >= darkAfter }
    guard isSilent else { return false }
    darkness = DarkInterval(from: newest ?? knownSince, until: nil, cause: newest == nil ? .neverSeen : .dark)
    return true
  }

  /// Takes `range` out of the intervals, whose samples are there by now; whether that changed any.
  mutating func heal(_ range: Range<Timestamp>) -> Bool {
    let old = intervals
    log.remove(range)
    if let open = darkness, range.contains(open.from) { darkness?.from = range.upperBound }
    return intervals != old
  }

  func status(_ expectation: ClusterStatus.Expectation) -> ClusterStatus {
    ClusterStatus(
      name: name, expectation: expectation, state: state, knownSince: knownSince, replicas: replicas, newest: newest,
      deliveredThrough: deliveredThrough, darkSince: darkness?.from, darkIntervals: intervals,
      silentUntil: silentUntil)
  }

  private var replicas: [ClusterStatus.Replica] {
    let scraped = members.values.map { member in
      ClusterStatus.Replica(
        name: member.replica, url: member.isPushed ? nil : member.url, isPushed: member.isPushed,
        lastDelivery: member.lastDelivery ?? remembered[member.replica]?.tick,
        newest: member.newest ?? remembered[member.replica]?.newest,
        deliveredThrough: remembered[member.replica]?.through, missedInARow: member.missedInARow,
        lastError: member.lastError)
    }
    let gone = remembered.filter { name, _ in !scraped.contains { $0.name == name } }.map { name, replica in
      ClusterStatus.Replica(
        name: name, url: nil, lastDelivery: replica.tick, newest: replica.newest,
        deliveredThrough: replica.through, missedInARow: 0, lastError: "")
    }
    return (scraped + gone).sorted { ($0.name, $0.url ?? "") < ($1.name, $1.url ?? "") }
  }
}
