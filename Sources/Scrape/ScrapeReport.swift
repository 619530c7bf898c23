import TimeSeries

/// What one scrape came to.
struct ScrapeReport: Sendable {
  /// The tick it was for; of the synthetic series.
  var time: Timestamp
  var durationSeconds = 0.0
  var error: ScrapeError?
  /// Inflated, and as it came.
  var bodyByteCount = 0
  var wireByteCount = 0
  /// Of the parts that were asked for one by one.
  var partByteCounts: [Int] = []
  /// Samples in the body, and those left by metric relabelling.
  var scrapedCount = 0
  var relabeledCount = 0
  /// Series that were not stored before.
  var addedCount = 0
  var seriesCount = 0
  var refusedCount = 0
  /// The same by the place of their reason among all.
  var refusedCounts: [Int] = []
  /// How far the child's newest sample lay behind `time`; `nil` if it gave no timestamps.
  var lag: Milliseconds?
  /// All samples of the child up to this timestamp have come; `nil` where that is not known.
  var through: Timestamp?
  /// `nil` until it is known.
  var identity: Identity?

  /// As Prometheus: −1 for a body over the limit, 0 for another failure.
  var bodySizeForSeries: Double {
    switch error?.reason {
    case nil: Double(bodyByteCount)
    case .bodyTooLarge, .bodyInflatesTooFar: -1
    default: 0
    }
  }
}
