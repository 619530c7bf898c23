import Dedup
import Fleet
import Logging
package import Storage
import Telemetry
import Threads
import TimeSeries

/// The replicas that push by remote write: each request counts as their delivery, to the fleet and to the log of replicas,
/// as a scrape's body does.
///
/// Who pushes is read from the series: the label `cluster`, and the replica labels. A series without a cluster speaks for
/// none. A request holds some of a replica's series only, for senders send in shards. Safe to call from any task.
package final class PushedReplicas: Sendable {
  private struct State {
    var rule: IdentityRule
    var removal: LabelRemoval
    var places: [Identity: Int] = [:]
    var replicas: [PushedReplica] = []
    var table = PushedSeriesTable()
    /// Series in the table that speak for nobody.
    var nowhereCount = 0
    var isFullReported = false

    init(_ replicaLabels: [String]) {
      rule = IdentityRule(replicaLabels: replicaLabels)
      removal = LabelRemoval(replicaLabels)
    }

    /// Forgets series that are gone, once they are the most.
    mutating func tidy() {
      let surplus = replicas.reduce(nowhereCount) { $0 + $1.endedCount }
      guard surplus > PushedReplicas.surplusLeast, 2 * surplus > table.count else { return }
      for index in replicas.indices { replicas[index].compact() }
      table = PushedSeriesTable(expecting: replicas.reduce(0) { $0 + $1.series.count })
      nowhereCount = 0
      for (replica, follower) in replicas.enumerated() {
        for (index, series) in follower.series.enumerated() {
          table.insert(series.id, .init(replica: Int32(replica), index: Int32(index)))
        }
      }
    }
  }

  /// The table is made anew when it holds so many series that need not be in it, and these are the most.
  private static let surplusLeast = 4096

  private let context: ScrapeContext
  private let settings: @Sendable () -> ScrapeSettings
  private let state = Locked(State([]))
  private let unfollowed: Counter

  init(_ context: ScrapeContext, registry: Registry, settings: @escaping @Sendable () -> ScrapeSettings) {
    self.context = context
    self.settings = settings
    unfollowed = registry.counter(
      "iapetus_remote_write_unfollowed_series_total",
      "Pushed series whose replica is not followed, for there are as many as clusters.push_replica_limit allows.")
  }

  /// Takes note of a batch that is about to be stored. Put the records of the note into it, then ``settle(_:)`` it, or
  /// ``giveBack(_:)`` if it could not be stored.
  package func note(_ batch: SampleBatch) -> PushNote {
    let (settings, now) = (settings(), context.now())
    return state.withLock { state in
      if state.rule.replicaLabels != settings.replicaLabels { state = State(settings.replicaLabels) }
      take(batch, &state, settings)
      let note = endRounds(batch, &state, settings, now)
      state.tidy()
      return note
    }
  }

  /// The samples are stored.
  package func settle(_ note: PushNote) {
    for delivery in note.deliveries { context.clusters.noteDelivery(delivery) }
    for replica in note.replicas { context.replicaLog?.settle(replica) }
  }

  /// The samples could not be stored; the sender will send them again.
  package func giveBack(_ note: PushNote) {
    for replica in note.replicas { context.replicaLog?.giveBack(replica) }
  }

  private func take(_ batch: SampleBatch, _ state: inout State, _ settings: ScrapeSettings) {
    let removal = state.removal
    let family: (SeriesID) -> UInt64 = { [context] id in
      context.storage.labels(of: id).map { ReplicaLog.family(of: $0, removal) } ?? 0
    }
    for row in 0..<batch.count {
      let id = batch.series[row]
      guard let place = state.table[id] ?? follow(id, &state, settings), place.replica >= 0 else { continue }
      let replica = Int(place.replica)
      if !state.replicas[replica].isInRound, let log = context.replicaLog {
        state.replicas[replica].beginRound(log.beginBody(of: state.replicas[replica].name))
      }
      state.replicas[replica].take(
        Int(place.index), batch.timestamps[row], isStale: batch.values[row].isStaleMarker, family: family)
    }
  }

  /// Finds out whose series it is that comes for the first time; `nil` if nobody is to be followed any more.
  private func follow(
    _ id: SeriesID, _ state: inout State, _ settings: ScrapeSettings
  ) -> PushedSeriesTable.Place? {
    guard let identity = context.storage.labels(of: id).flatMap(state.rule.identity) else {
      state.table.insert(id, .nowhere)
      state.nowhereCount += 1
      return .nowhere
    }
    guard let replica = place(of: identity, &state, settings) else { return nil }
    let progress = context.replicaLog?.progress(of: id) ?? SeriesProgress()
    let place = PushedSeriesTable.Place(
      replica: Int32(replica), index: state.replicas[replica].follow(id, progress))
    state.table.insert(id, place)
    return place
  }

  private func place(
    of identity: Identity, _ state: inout State, _ settings: ScrapeSettings
  ) -> Int? {
    if let place = state.places[identity] { return place }
    guard state.replicas.count < settings.pushedReplicasMax else {
      unfollowed.add()
      if !state.isFullReported {
        context.logger.error(
          "A replica that pushes is not followed, for there are too many; raise clusters.push_replica_limit",
          metadata: ["limit": "\(settings.pushedReplicasMax)", "identity": "\(identity)"])
      }
      state.isFullReported = true
      return nil
    }
    state.places[identity] = state.replicas.count
    state.replicas.append(PushedReplica(identity))
    return state.replicas.count - 1
  }

  private func endRounds(
    _ batch: SampleBatch, _ state: inout State, _ settings: ScrapeSettings, _ now: Timestamp
  ) -> PushNote {
    var note = PushNote()
    let places = state.replicas.indices.filter { state.replicas[$0].isInRound }
    for place in places {
      let round = state.replicas[place].endRound(
        at: now, interval: settings.pushInterval, silence: settings.pushedSilence)
      note.deliveries.append(round.fleet)
      note.records.append(ClusterBook.record(of: round.fleet))
      let name = state.replicas[place].name
      guard let log = context.replicaLog, !name.replica.isEmpty else { continue }
      if places.count == 1 { log.compare(batch, of: name) }
      let replica = log.note(round.log, of: name)
      note.records += replica.records
      note.replicas.append(replica)
    }
    return note
  }
}
