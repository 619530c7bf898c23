import Storage
package import TimeSeries

/// What a body of a replica means for the log.
package struct ReplicaDelivery: Sendable {
  package struct LearnedPeriod: Sendable, Equatable {
    package var series: SeriesID
    package var period: Milliseconds

    package init(series: SeriesID, period: Milliseconds) {
      self.series = series
      self.period = period
    }
  }

  package struct NewSeries: Sendable, Equatable {
    package var series: SeriesID
    /// A hash of the labels without those that tell replicas apart.
    package var family: UInt64
    package var timestamp: Timestamp
    /// What storage has of it, beside that sample.
    var standing = SampleStanding.newer

    package init(series: SeriesID, family: UInt64, timestamp: Timestamp) {
      self.series = series
      self.family = family
      self.timestamp = timestamp
    }
  }

  /// The newest timestamp in the body.
  package var newest: Timestamp
  /// How often the replica is asked.
  package var interval: Milliseconds
  /// Whether nothing is known of what the replica brought before.
  package var isFirstBody = false
  /// Series that the body before did not have.
  package var newSeries: [NewSeries] = []
  /// Series that it had, and this one has not.
  package var goneSeries: [SeriesID] = []
  /// Series whose period is known since this body, or is another.
  package var learned: [LearnedPeriod] = []
  /// Whether most series that went on have lost samples, although the replica was asked all the time.
  package var isAfterGap = false
  /// Samples of known series that came after their slot had been given up, unless they are stored already.
  package var late: [SeriesSpan] = []
  /// Series that have stood still for so long that their next slots are given up.
  package var quiet: [SeriesSpan] = []

  package init(newest: Timestamp, interval: Milliseconds) {
    self.newest = newest
    self.interval = interval
  }
}
