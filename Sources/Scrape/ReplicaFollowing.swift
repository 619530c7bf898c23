import Dedup
import TimeSeries

/// What is remembered of a child that is a replica, from scrape to scrape.
struct ReplicaFollowing: Sendable {
  /// The newest sample that it has delivered; the beginning of time before the first.
  var newest: Timestamp = .min
  /// The same when it last could not be asked.
  var failedAfter: Timestamp = .min
  /// When it was asked last.
  var askedAt: Timestamp = .min

  /// For the next body.
  var bodyProgress: BodyProgress { BodyProgress(newestBefore: newest, failedAfter: failedAfter) }

  /// Whether no tick was left out before this one; of those, the gaps are iapetus's own.
  func wasAsked(before tick: Timestamp, interval: Milliseconds) -> Bool {
    askedAt != .min && tick - askedAt <= interval + interval / 2
  }
}
