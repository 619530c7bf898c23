import Budget
import Dedup
import Logging
import Storage
import Threads
import TimeSeries

extension ScrapeCycle {
  /// Tells metrics and the fleet of a scrape that delivered.
  mutating func publish(_ report: ScrapeReport) -> ScrapeReport {
    if missedInARow > 0 { context.logger.info("\(settings.target.url) delivers again after \(missedInARow) misses") }
    let wasAsked = tick - lastDelivery <= settings.target.scrapeInterval * 3 / 2
    missedInARow = 0
    lastDelivery = tick
    notePhase(report, wasAsked: wasAsked)
    if report.error == nil { adaptParts(report) }
    noteDelivery(report)
    if let error = report.error { context.metrics.count(error) }
    return report
  }

  /// A failed scrape writes `up` and its kin, and marks nothing: the last values stay as long as a query looks back.
  /// Only when all children of the cluster have missed enough scrapes do its series end.
  mutating func fail(_ error: ScrapeError) async -> ScrapeReport {
    forgetReading()
    missedInARow += 1
    if missedInARow == 1 { context.logger.warning("scraping \(settings.target.url): \(error)") }
    noteMiss(error.description)
    // Another child may take its place; when this one is back, it is the second.
    if missedInARow >= settings.darkAfter { context.claims.release(child) }
    context.metrics.count(error)
    var report = ScrapeReport(time: tick)
    report.durationSeconds = durationSeconds
    report.error = error
    report.identity = identity
    var batch = SampleBatch()
    let isDark = isDark
    if isDark { append(markers: cache.lines.filter(\.needsMarker).map(markerOfDarkness), to: &batch) }
    let note = noteFailure(error)
    batch.records += note?.records ?? []
    if await storeFailure(report, &batch) { settle(note) } else { giveBack(note) }
    if isDark || tick - lastDelivery >= idleRelease { forgetSeries() }
    return report
  }

  /// What a body brought before it proved wrong was not stored; the next one must bring it again.
  private mutating func forgetReading() {
    if isReadPending { cache.forgetTimestamps() }
    isReadPending = false
  }

  private mutating func storeFailure(_ report: ScrapeReport, _ batch: inout SampleBatch) async -> Bool {
    do throws(StorageError) {
      try await append(report, [], &batch)
      return true
    } catch {
      context.logger.error("storing that \(settings.target.url) failed: \(error)")
      return false
    }
  }

  private func markerOfEnd(_ line: ScrapeCache.Line) -> StaleSeries {
    StaleSeries(id: line.id, time: max(tick, line.timestamp + 1))
  }

  /// Where a series ends when its cluster goes dark: at the newest moment that was one of the child's slots. If the child
  /// was well and only out of reach, healing brings a sample of that very moment, which takes the marker's place.
  private func markerOfDarkness(_ line: ScrapeCache.Line) -> StaleSeries {
    let step = line.step.milliseconds
    guard step > 0, line.timestamp <= tick - step else { return markerOfEnd(line) }
    return StaleSeries(id: line.id, time: tick - (tick - line.timestamp) % step)
  }

  private var idleRelease: Milliseconds { settings.budget?.idleRelease ?? BudgetPolicy.idleReleaseDefault }

  /// Lets go of all series. When the child is back, they are known to the ledger and new to the cache.
  private mutating func forgetSeries() {
    budget?.ledger.withLock { $0.release(cache.lines.map(\.slot), lastSeen: lastDelivery) }
    cache = ScrapeCache()
  }

  /// The target is gone for good: ends its series and gives back all it held.
  mutating func end(at time: Timestamp) async {
    tick = time
    var batch = SampleBatch()
    append(markers: cache.lines.filter(\.needsMarker).map(markerOfEnd), to: &batch)
    reportSeries?.appendStaleMarkers(at: time, to: &batch)
    forgetSeries()
    context.claims.release(child)
    noteDeparture()
    forgetPhase()
    if batch.isEmpty { return }
    do throws(StorageError) {
      _ = try await context.storage.append(batch)
    } catch {
      context.logger.error("ending the series of \(settings.target.url): \(error)")
    }
  }

  /// Goes on with a changed configuration, and with what is remembered where that still holds.
  mutating func apply(_ settings: ChildSettings) async {
    let old = self.settings
    guard settings != old else { return }
    if !settings.keepsCache(of: old) {
      forgetSeries()
      identity = IdentityRule(replicaLabels: settings.replicaLabels).identity(settings.target.labels)
    }
    self.settings = settings
    labeler = SeriesLabeler(settings.target, settings.config)
    request = ScrapeCycle.request(settings)
    if settings.target.selectors != old.target.selectors { parts = SelectorParts(settings.target.selectors) }
    reportSeries = nil
    // The ledger hears of a new policy when it is opened again.
    reopenBudget()
  }

  private mutating func reopenBudget() {
    guard let budget else { return }
    let reopened = try? context.book.budget(
      of: budget.cluster, job: settings.config.jobName, settings.budget, otherwise: settings.otherBudget,
      at: context.now())
    if reopened !== budget { leaveBudget() }
  }
}
