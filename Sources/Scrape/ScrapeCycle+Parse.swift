import Budget
import Dedup
import Exposition
import Outbound
import Threads
import TimeSeries

extension ScrapeCycle {
  mutating func parse(_ fetched: FetchedBody) throws(ScrapeError) -> BodyReading {
    adoptVerdicts()
    var rules = ReadingRules(
      format: fetched.format, linesMax: settings.linesMax, scrapeTime: tick,
      honorsTimestamps: settings.config.honorTimestamps, tracksTimestamps: settings.config.trackTimestampsStaleness)
    rules.partEnds = fetched.partEnds
    rules.protobuf = settings.protobufLimits
    rules.histograms = settings.histogramLimits
    if let followedReplica { rules.progress = context.replicaLog?.beginBody(of: followedReplica) }
    rules.followsMiss = followsMiss
    isReadPending = true
    let reading = try read(fetched, rules)
    guard reading.overfullHistogramCount == 0 else { throw bucketLimitError(reading.overfullHistogramCount) }
    return reading
  }

  private mutating func read(_ fetched: FetchedBody, _ rules: ReadingRules) throws(ScrapeError) -> BodyReading {
    do throws(ExpositionError) {
      return try fetched.body.withBytes { (bytes) throws(ExpositionError) in try cache.read(bytes, rules) }
    } catch {
      throw ScrapeError(error)
    }
  }

  private func bucketLimitError(_ count: Int) -> ScrapeError {
    ScrapeError(
      .bucketLimit,
      "native histogram bucket limit exceeded: \(count) histograms have more buckets than "
        + "native_histogram_bucket_limit \(settings.config.nativeHistogramBucketLimit) in the coarsest schema, too")
  }

  /// Learns what has happened to the child's slots since the last scrape: other children and time change them.
  private mutating func adoptVerdicts() {
    guard let budget else { return }
    let evicted = budget.ledger.withLock { ledger in
      let (evicted, forgotten) = cache.adopt(ledger)
      ledger.release(forgotten, lastSeen: lastDelivery)
      return evicted
    }
    pendingMarkers += evicted.map { StaleSeries(id: $0.id, time: max(tick, $0.timestamp + 1)) }
  }
}
