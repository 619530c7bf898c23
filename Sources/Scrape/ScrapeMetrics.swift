import Budget
import Storage
import Telemetry
import TimeSeries

/// What the room measures of itself. Prometheus's names where the meaning is the same.
final class ScrapeMetrics: Sendable {
  let failures: Labelled<Counter>
  let refusedSamples: Labelled<Counter>
  let staleMarkers: Counter
  let bodySizeLimitHits: Counter
  let sampleLimitHits: Counter
  let labelLimitHits: Counter
  let targetLimitHits: Counter
  let bucketLimitHits: Counter
  let metadataRequests: Labelled<Counter>
  let metadataDropped: Counter
  let duplicates: Counter
  let outOfBounds: Counter
  let missedTicks: Counter
  let heldBack: Counter
  let skippedSlots: Labelled<Counter>
  let intervalLength: Labelled<Distribution>
  let syncs: Labelled<Counter>
  let syncFailures: Labelled<Counter>
  let syncLength: Labelled<Distribution>
  let pools: Counter
  let reloads: Counter
  let reloadFailures: Counter

  init(_ registry: Registry) {
    failures = registry.counters(
      "iapetus_scrape_failures_total", "Scrapes that failed, by reason.", labels: ["reason"])
    refusedSamples = registry.counters(
      "iapetus_samples_refused_total", "Samples of refused series, by cluster and reason.",
      labels: ["cluster", "reason"])
    staleMarkers = registry.counter(
      "iapetus_scrape_stale_markers_total", "Stale markers written for series that are gone.")
    bodySizeLimitHits = registry.counter(
      "prometheus_target_scrapes_exceeded_body_size_limit_total",
      "Total number of scrapes that hit the body size limit.")
    sampleLimitHits = registry.counter(
      "prometheus_target_scrapes_exceeded_sample_limit_total",
      "Total number of scrapes that hit the sample limit and were rejected.")
    labelLimitHits = registry.counter(
      "prometheus_target_scrape_pool_exceeded_label_limits_total",
      "Total number of times scrape pools hit the label limits, during sync or config reload.")
    targetLimitHits = registry.counter(
      "prometheus_target_scrape_pool_exceeded_target_limit_total",
      "Total number of times scrape pools hit the target limit, during sync or config reload.")
    bucketLimitHits = registry.counter(
      "prometheus_target_scrapes_exceeded_native_histogram_bucket_limit_total",
      "Total number of scrapes that hit the native histogram bucket limit and were rejected.")
    metadataRequests = registry.counters(
      "iapetus_metadata_requests_total", "Requests to children for what their metrics are, by outcome.",
      labels: ["outcome"])
    metadataDropped = registry.counter(
      "iapetus_metadata_dropped_total", "Entries of metadata that found no room under entry_limit.")
    duplicates = registry.counter(
      "prometheus_target_scrapes_sample_duplicate_timestamp_total",
      "Total number of samples rejected due to duplicate timestamps but different values.")
    // Always 0: samples behind the newest one are stored. Kept for the dashboards that add it up.
    _ = registry.counter(
      "prometheus_target_scrapes_sample_out_of_order_total",
      "Total number of samples rejected due to not being out of the expected order.")
    outOfBounds = registry.counter(
      "prometheus_target_scrapes_sample_out_of_bounds_total",
      "Total number of samples rejected due to timestamp falling outside of the time bounds.")
    missedTicks = registry.counter(
      "iapetus_scrape_ticks_missed_total", "Ticks at which a child was not scraped, as its scrape before took too long."
    )
    heldBack = registry.counter(
      "iapetus_scrape_ticks_held_back_total", "Ticks at which a child was not scraped, as it suffers.")
    skippedSlots = registry.counters(
      "iapetus_child_missed_slots_total", "Evaluations of a child's rule groups that never came, though it was asked.",
      labels: ["cluster"])
    intervalLength = registry.distributions(
      "prometheus_target_interval_length_seconds", "Actual intervals between scrapes.", labels: ["interval"], bounds: []
    )
    syncs = registry.counters(
      "prometheus_target_scrape_pool_sync_total", "Total number of syncs that were executed on a scrape pool.",
      labels: ["scrape_job"])
    syncFailures = registry.counters(
      "prometheus_target_sync_failed_total", "Total number of target sync failures.", labels: ["scrape_job"])
    syncLength = registry.distributions(
      "prometheus_target_sync_length_seconds", "Actual interval to sync the scrape pool.", labels: ["scrape_job"],
      bounds: [])
    pools = registry.counter("prometheus_target_scrape_pools_total", "Total number of scrape pool creation attempts.")
    reloads = registry.counter("prometheus_target_scrape_pool_reloads_total", "Total number of scrape pool reloads.")
    reloadFailures = registry.counter(
      "prometheus_target_scrape_pool_reloads_failed_total", "Total number of failed scrape pool reloads.")
  }

  func count(_ error: ScrapeError) {
    failures[error.reason.rawValue].add()
    switch error.reason {
    case .bodyTooLarge, .bodyInflatesTooFar: bodySizeLimitHits.add()
    case .sampleLimit: sampleLimitHits.add()
    case .labelLimit: labelLimitHits.add()
    case .targetLimit: targetLimitHits.add()
    case .bucketLimit: bucketLimitHits.add()
    default: break
    }
  }

  func count(_ result: AppendResult) {
    if result.duplicateTimestampCount > 0 { duplicates.add(result.duplicateTimestampCount) }
    let outside = result.tooOldCount + result.tooFarAheadCount
    if outside > 0 { outOfBounds.add(outside) }
  }

  func countRefused(_ counts: [Int], cluster: String) {
    for reason in RefusalReason.allCases where counts[reason.index] > 0 {
      refusedSamples[cluster, reason.rawValue].add(counts[reason.index])
    }
  }
}
