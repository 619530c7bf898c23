import Telemetry
import TimeSeries

/// A child that suffers is asked less often.
extension ScrapeCycle {
  /// Takes note of how the child bore the scrape at hand.
  mutating func noteBackoff(_ report: ScrapeReport) {
    let target = settings.target
    backoff.note(
      ScrapeBackoff.outcome(report, timeout: target.scrapeTimeout), at: tick, interval: target.scrapeInterval,
      settings.config.backoff)
    sufferedFrom = report.error
  }

  /// What stands for the scrape at a tick at which the child is spared: another miss, so that `up` and the fleet go on
  /// as they were; nothing at all for a child that is only slow.
  mutating func hold(at time: Timestamp) async -> ScrapeReport? {
    context.metrics.heldBack.add()
    guard !backoff.isOnlySlow, let sufferedFrom else { return nil }
    begin(time)
    return await fail(.heldBack(until: backoff.heldUntil, after: sufferedFrom))
  }
}
