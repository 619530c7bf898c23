import Dedup
import Storage
import TimeSeries

/// What the log of replicas is told of each scrape. Only children of federation jobs with a replica label are replicas.
extension ScrapeCycle {
  /// Who the child is among the replicas of its cluster; `nil` for one that is none.
  var followedReplica: ReplicaName? {
    guard context.replicaLog != nil, settings.config.isFederation, let identity, !identity.replica.isEmpty else {
      return nil
    }
    return ReplicaName(cluster: identity.cluster, replica: identity.replica)
  }

  /// Takes note of a body that is about to be stored.
  mutating func noteBody(
    _ reading: inout BodyReading, _ newLines: inout [ScrapeCache.Line], isCut: Bool
  ) -> ReplicaNote? {
    guard let log = context.replicaLog, let replica = followedReplica, reading.scrapedCount > 0 else { return nil }
    let isFirstBody = cache.lines.isEmpty
    let removal = LabelRemoval(settings.replicaLabels)
    for index in newLines.indices where newLines[index].verdict == .stored {
      let id = newLines[index].id
      guard let labels = context.storage.labels(of: id) else { continue }
      reading.progress.begin(id, family: ReplicaLog.family(of: labels, removal), at: newLines[index].timestamp)
    }
    let gone = isCut || reading.order == nil ? [] : cache.missing.filter { $0.verdict == .stored }.map(\.id)
    let newest = reading.newestTimestamp == .min ? tick : reading.newestTimestamp
    let interval = settings.target.scrapeInterval
    let delivery = reading.progress.delivery(
      newest: newest, interval: interval, wasAsked: following.wasAsked(before: tick, interval: interval),
      isFirstBody: isFirstBody, gone: gone)
    following.askedAt = tick
    log.compare(reading.batch, of: replica)
    let note = log.note(delivery, of: replica)
    for index in newLines.indices where newLines[index].verdict == .stored {
      newLines[index].progress = log.progress(of: newLines[index].id, note)
    }
    return note
  }

  /// Takes note that the child could not be asked, or gave nothing of use. A child that is not who it says tells nothing.
  mutating func noteFailure(_ error: ScrapeError) -> ReplicaNote? {
    guard let log = context.replicaLog, let replica = followedReplica, error.reason != .identity else { return nil }
    following.askedAt = tick
    return log.noteFailure(
      of: replica, at: tick, missedInARow: missedInARow, interval: settings.target.scrapeInterval)
  }

  func settle(_ note: ReplicaNote?) {
    if let note { context.replicaLog?.settle(note) }
  }

  func giveBack(_ note: ReplicaNote?) {
    if let note { context.replicaLog?.giveBack(note) }
  }
}
