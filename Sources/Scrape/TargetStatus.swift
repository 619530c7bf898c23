package import TimeSeries

/// One child as `/api/v1/targets` shows it.
package struct TargetStatus: Sendable, Equatable {
  package enum Health: String, Sendable {
    case up, down, unknown
  }

  /// As discovery found it, before relabelling.
  package var discoveredLabels: Labels
  package var labels: Labels
  package var scrapePool: String
  package var scrapeURL: String
  package var globalURL: String
  /// Empty after a good scrape.
  package var lastError = ""
  /// A bounded set: the raw value of ``ScrapeError/Reason``, empty after a good scrape.
  package var lastErrorReason = ""
  /// 0 before the first.
  package var lastScrape: Timestamp = 0
  package var lastScrapeDurationSeconds = 0.0
  package var health = Health.unknown
  package var scrapeInterval: Milliseconds
  package var scrapeTimeout: Milliseconds

  /// Empty until it is known.
  package var cluster = ""
  package var replica = ""
  /// How far the newest sample of the last good scrape lay behind that scrape; `nil` if it had no timestamps.
  package var lag: Milliseconds?
  /// How far its clock is ahead of ours; `nil` until it is known, 0 where the clocks may agree.
  package var clockSkew: Milliseconds?
  /// Evaluations of its rule groups that never came.
  package var skippedSlotCount = 0
  /// The first line of the last body that cannot be read; `nil` after a good scrape.
  package var badLine: BadLine?
  /// `nil` before the first scrape.
  package var phase: PhaseStatus?
  /// Until when it is spared; `nil` for one that is not.
  package var heldUntil: Timestamp?
  /// Of the last good scrape: inflated, and as it came.
  package var bodyByteCount = 0
  package var wireByteCount = 0
  /// In how many requests its selectors are asked for.
  package var requestCount = 1
  package var sampleCount = 0
  package var seriesCount = 0
  package var refusedSeriesCount = 0

  package init(
    discoveredLabels: Labels, labels: Labels, scrapePool: String, scrapeURL: String, globalURL: String,
    scrapeInterval: Milliseconds, scrapeTimeout: Milliseconds
  ) {
    self.discoveredLabels = discoveredLabels
    self.labels = labels
    self.scrapePool = scrapePool
    self.scrapeURL = scrapeURL
    self.globalURL = globalURL
    self.scrapeInterval = scrapeInterval
    self.scrapeTimeout = scrapeTimeout
  }
}
