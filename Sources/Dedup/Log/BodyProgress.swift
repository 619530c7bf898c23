package import TimeSeries

/// How the series of one body have gone on, collected while it is read: no allocation as long as all is as it should be.
package struct BodyProgress: Sendable {
  /// The replica's newest sample before this body.
  private let newestBefore: Timestamp
  /// What comes at or before this moment comes after it was given up.
  private let lateFloor: Timestamp
  private var onGridCount = 0
  private var missedCount = 0
  private var learned: [ReplicaDelivery.LearnedPeriod] = []
  private var newSeries: [ReplicaDelivery.NewSeries] = []
  private var late: [SeriesSpan] = []
  private var quiet: [SeriesSpan] = []

  /// Of a replica of which nothing is known.
  package init() { self.init(newestBefore: .min, lateFloor: .min) }

  /// - Parameters:
  ///   - newestBefore: the replica's newest sample before this body; the beginning of time before the first one.
  ///   - lateFloor: what comes at or before this moment comes after it was given up.
  init(newestBefore: Timestamp, lateFloor: Timestamp) {
    self.newestBefore = newestBefore
    self.lateFloor = lateFloor
  }

  /// A known series has a new sample.
  @inline(__always)
  package mutating func advance(
    _ series: inout SeriesProgress, _ id: SeriesID, from previous: Timestamp, to timestamp: Timestamp
  ) {
    guard previous != .min else { return }
    switch series.clock.advance(timestamp &- previous) {
    case .onGrid: onGridCount += 1
    case .missed: missedCount += 1
    case .unsettled: break
    case .learned(let period): learned.append(.init(series: id, period: period))
    }
    if timestamp < previous { series.closeThrough(previous) }
    let isClosed = series.isQuiet && timestamp <= series.quietUntil
    if isClosed || timestamp <= lateFloor || timestamp == previous {
      late.append(SeriesSpan(id, from: timestamp, through: timestamp))
    }
    if isClosed { return }
    series.isQuiet = false
    if series.clock.period > 0 { series.quietUntil = newestBefore.addingClamped(3 * Milliseconds(series.clock.period)) }
  }

  /// A known series is still at its last sample.
  @inline(__always)
  package mutating func stay(_ series: inout SeriesProgress, _ id: SeriesID, at previous: Timestamp) {
    if newestBefore > series.quietUntil { noteQuiet(&series, id, previous) }
  }

  /// A series is there for the first time, or again. The log judges whether its sample is late.
  ///
  /// - Parameter family: a hash of its labels without those that tell replicas apart.
  package mutating func begin(_ id: SeriesID, family: UInt64, at timestamp: Timestamp) {
    newSeries.append(.init(series: id, family: family, timestamp: timestamp))
  }

  /// - Parameters:
  ///   - newest: the newest timestamp of the body.
  ///   - wasAsked: whether the replica was asked at all ticks since the body before.
  ///   - gone: the series that the body before had, and this one has not.
  package func delivery(
    newest: Timestamp, interval: Milliseconds, wasAsked: Bool, isFirstBody: Bool, gone: [SeriesID]
  ) -> ReplicaDelivery {
    var delivery = ReplicaDelivery(newest: newest, interval: interval)
    delivery.isFirstBody = isFirstBody
    delivery.newSeries = newSeries
    delivery.goneSeries = gone
    delivery.learned = learned
    delivery.late = late
    delivery.quiet = quiet
    delivery.isAfterGap = wasAsked && missedCount > onGridCount
    return delivery
  }

  /// Ahead by half of the time that the series has been still, so that this is not noted with every body.
  private mutating func noteQuiet(_ series: inout SeriesProgress, _ id: SeriesID, _ previous: Timestamp) {
    let still = newestBefore &- previous
    let through = newestBefore.addingClamped(max(Milliseconds(series.clock.period), still / 2))
    quiet.append(SeriesSpan(id, from: previous + 1, through: through))
    series.quietUntil = through
    series.isQuiet = true
  }
}
