import TimeSeries

/// What is remembered of a child that is a replica, from scrape to scrape.
struct ReplicaFollowing: Sendable {
  /// When it was asked last.
  var askedAt: Timestamp = .min

  /// Whether no tick was left out before this one; of those, the gaps are iapetus's own.
  func wasAsked(before tick: Timestamp, interval: Milliseconds) -> Bool {
    askedAt != .min && tick - askedAt <= interval + interval / 2
  }
}
