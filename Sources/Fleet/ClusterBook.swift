package import Storage
import Threads
package import TimeSeries

/// The one source of truth on clusters: which must be there, who speaks for them, what they have delivered, when they were
/// dark. Remembered durably: a cluster that discovery forgets is missing, not gone. Safe to call from any task.
package final class ClusterBook: Sendable {
  let storage: any Appendable
  let state: Locked<FleetState>
  /// The wall clock.
  let now: @Sendable () -> Timestamp
  let subscribers = Subscribers()
  /// Something is to be written.
  let changes: AsyncStream<Void>
  let change: AsyncStream<Void>.Continuation

  /// - Throws: ``StorageError`` when what is remembered cannot be read.
  package init(storage: any Appendable, now: @escaping @Sendable () -> Timestamp) throws(StorageError) {
    self.storage = storage
    self.now = now
    state = Locked(FleetState(try storage.records(in: .clusters, keyPrefix: []), at: now()))
    (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  /// Takes another configuration.
  package func apply(_ settings: FleetSettings) {
    let now = now()
    update { $0.apply(settings, at: now) }
  }

  // MARK: What scrapes tell

  /// Notes a child that will be scraped, and whose cluster is known already.
  package func noteArrival(_ child: ClusterChild, of cluster: String) {
    let now = now()
    update { $0.takeArrival(child, of: cluster, at: now) }
  }

  /// What must be stored with the samples of a delivery.
  package static func record(of delivery: Delivery) -> RecordChange {
    let delivery = delivery.withoutFuture
    let replica = RememberedReplica(tick: delivery.tick, newest: delivery.newest, through: delivery.through)
    return ClusterRecord.replica(cluster: delivery.cluster, name: delivery.child.replica, replica).change
  }

  /// Notes a delivery whose samples are stored.
  package func noteDelivery(_ delivery: Delivery) {
    update { $0.take(delivery) }
  }

  /// Notes how many scrapes of a child have failed in a row, and why the last one did.
  ///
  /// - Parameter isNamed: whether the child's cluster is known; else its address stands for it until it delivers.
  package func noteMiss(
    _ child: ClusterChild, of cluster: String, isNamed: Bool, inARow count: Int, error: String, at tick: Timestamp
  ) {
    update { $0.takeMiss(child, of: cluster, isNamed: isNamed, inARow: count, error: error, at: tick) }
  }

  /// Notes that a child is scraped no longer, or speaks for another cluster now.
  package func noteDeparture(_ child: ObjectIdentifier, of cluster: String) {
    let now = now()
    update { $0.forget(child, of: cluster, at: now) }
  }

  /// What must be stored with samples of these ranges that were fetched later; ``noteHealed(_:_:)`` follows when they are.
  package func healedRecords(_ cluster: String, _ ranges: [Range<Timestamp>]) -> [RecordChange] {
    state.withLock { $0.healedRecords(cluster, ranges) }
  }

  /// Notes that samples of the range have been fetched later, so that it is no hole any more.
  package func noteHealed(_ cluster: String, _ range: Range<Timestamp>) {
    update { $0.heal(cluster, range) }
  }

  // MARK: What is known

  package func isDark(_ cluster: String) -> Bool {
    state.withLock { $0.clusters[cluster]?.isDark ?? false }
  }

  /// Every known cluster, by name.
  package func statuses() -> [ClusterStatus] {
    state.withLock { state in
      state.clusters.values.map { $0.status(state.expectation($0.name)) }.sorted { $0.name < $1.name }
    }
  }

  package func status(of cluster: String) -> ClusterStatus? {
    state.withLock { state in state.clusters[cluster].map { $0.status(state.expectation(cluster)) } }
  }

  /// The fleet at this moment: the expected clusters, and those of them that are dark.
  package func coverage() -> Coverage {
    let view = state.withLock { $0.view() }
    var coverage = Coverage()
    for member in view.members {
      if let last = member.intervals.last, last.until == nil {
        coverage.missing.append(.init(cluster: member.name, since: last.from, until: nil, cause: last.cause))
      } else {
        coverage.contributors.append(member.name)
      }
    }
    return coverage
  }

  /// When iapetus itself was down, on its own clock: from the last tick that was committed to the first one after.
  package func ownDowntime() -> [DarkInterval] { state.withLock { $0.downtime.intervals } }

  // MARK: Inside

  /// Changes the state, and tells who waits for it.
  func update(_ body: (inout FleetState) -> Void) {
    let hasChanges = state.withLock { state in
      body(&state)
      return state.hasChanges
    }
    if hasChanges { change.yield() }
    subscribers.notify()
  }
}
