import Dedup
import Fleet
import TimeSeries

/// One replica that pushes: its series, and how the samples of a request go on from those before.
struct PushedReplica: Sendable {
  struct Series: Sendable {
    let id: SeriesID
    /// Of its newest sample.
    var timestamp: Timestamp
    /// From the sample before to that one; 0 while there was but one.
    var step: Milliseconds = 0
    var progress: SeriesProgress
    /// Whether it is gone: a stale marker came, or nothing for long.
    var isEnded = false
  }

  /// What one request brings.
  private struct Round: Sendable {
    var progress: BodyProgress
    var newest: Timestamp = .min
    var rowCount = 0
    var gone: [SeriesID] = []
  }

  /// Stands for the replica where others know children by their place in memory.
  private final class Token: Sendable {}

  /// A series that has not moved for more than this many of its own steps holds nothing back.
  private static let stuckSteps: Milliseconds = 2
  /// One that has not moved for as long as it may, and ten steps, is gone.
  private static let silentStepsMax: Milliseconds = 10
  /// Looking at all series costs a request at most so many times what its own samples do.
  private static let seriesPerRow = 16

  let identity: Identity
  private let token = Token()
  private(set) var series: [Series] = []
  private(set) var endedCount = 0
  private var newest: Timestamp = .min
  private var through: Timestamp?
  /// The longest period of its series that is known, not beyond the interval in which it should push.
  private var cadence: Milliseconds = 0
  private var rowsSinceSurvey = 0
  /// Without a row between requests.
  private var round = Round(progress: BodyProgress())

  init(_ identity: Identity) { self.identity = identity }

  var name: ReplicaName { ReplicaName(cluster: identity.cluster, replica: identity.replica) }
  var isInRound: Bool { round.rowCount > 0 }

  /// Adds a series whose first sample comes with this round; where it stands among ``series``.
  mutating func follow(_ id: SeriesID, _ progress: SeriesProgress) -> Int32 {
    series.append(Series(id: id, timestamp: .min, progress: progress))
    return Int32(series.count - 1)
  }

  /// Begins with what a request brings.
  mutating func beginRound(_ progress: BodyProgress) { round.progress = progress }

  /// Takes a sample of a series that is followed.
  ///
  /// - Parameter family: asked for a series that is there for the first time, or again.
  @inline(__always)
  mutating func take(
    _ index: Int, _ timestamp: Timestamp, isStale: Bool, family: (SeriesID) -> UInt64
  ) {
    round.rowCount += 1
    if timestamp > round.newest { round.newest = timestamp }
    if isStale { return end(index) }
    let previous = series[index].timestamp
    if previous == .min || series[index].isEnded {
      begin(index, timestamp, family(series[index].id))
    } else if timestamp != previous {
      // The same again is a request that is sent again.
      round.progress.advance(&series[index].progress, series[index].id, from: previous, to: timestamp)
      if timestamp > previous {
        series[index].step = timestamp - previous
        series[index].timestamp = timestamp
      }
    }
  }

  private mutating func begin(_ index: Int, _ timestamp: Timestamp, _ family: UInt64) {
    if series[index].isEnded { endedCount -= 1 }
    series[index].isEnded = false
    series[index].step = 0
    series[index].timestamp = max(timestamp, series[index].timestamp)
    round.progress.begin(series[index].id, family: family, at: timestamp)
  }

  private mutating func end(_ index: Int) {
    guard !series[index].isEnded else { return }
    series[index].isEnded = true
    endedCount += 1
    round.gone.append(series[index].id)
  }

  /// What the round was, for the fleet and for the log of replicas.
  mutating func endRound(
    at now: Timestamp, interval: Milliseconds, silence: Milliseconds
  ) -> (fleet: Delivery, log: ReplicaDelivery) {
    newest = max(newest, round.newest)
    rowsSinceSurvey += round.rowCount
    if rowsSinceSurvey * PushedReplica.seriesPerRow >= series.count {
      survey(interval, silence)
      rowsSinceSurvey = 0
    }
    let child = ClusterChild(id: ObjectIdentifier(token), replica: identity.replica, url: "", isPushed: true)
    let fleet = Delivery(cluster: identity.cluster, child: child, tick: now, newest: newest, through: through ?? newest)
    // A sender sends again what it could not: what is missing, its child never had.
    let log = round.progress.delivery(
      newest: newest, interval: cadence > 0 ? cadence : interval, wasAsked: true, isFirstBody: false, gone: round.gone)
    round = Round(progress: BodyProgress())
    return (fleet, log)
  }

  /// Looks at all series: through when all of them have come, and which have stopped. As
  /// ``ScrapeCycle/deliveredThrough(newest:)`` does for a body.
  private mutating func survey(_ interval: Milliseconds, _ silenceMax: Milliseconds) {
    var (through, longest): (Timestamp, Milliseconds) = (.max, 0)
    for index in series.indices where !series[index].isEnded && series[index].timestamp != .min {
      let (timestamp, step) = (series[index].timestamp, series[index].step)
      let silence = newest - timestamp
      if silence > max(silenceMax, step * PushedReplica.silentStepsMax) {
        series[index].isEnded = true
        endedCount += 1
        round.gone.append(series[index].id)
        continue
      }
      if silence > 0 { round.progress.stay(&series[index].progress, series[index].id, at: timestamp) }
      guard step > 0, silence <= step * PushedReplica.stuckSteps else { continue }
      let period = series[index].progress.period
      through = min(through, period > 0 ? timestamp + min(period, step) - 1 : timestamp)
      longest = max(longest, period)
    }
    self.through = through == .max ? nil : through
    cadence = min(longest, interval)
  }

  /// Forgets series that are gone; where each of the others stands now.
  mutating func compact() {
    series.removeAll { $0.isEnded }
    endedCount = 0
  }
}
