import Telemetry
import Threads
import TimeSeries

/// One scraped server: its loop, and what people see of it.
final class Child: Sendable {
  /// A scrape that begins within this part of its interval counts as begun at its tick.
  private static let latenessDivisor: Milliseconds = 10

  private let context: ScrapeContext
  private let shown: Locked<TargetStatus>
  private let current: Locked<ChildSettings>
  private let task = Locked<Task<ScrapeCycle, Never>?>(nil)

  init(_ settings: ChildSettings, _ context: ScrapeContext) {
    self.context = context
    shown = Locked(Child.status(settings))
    current = Locked(settings)
  }

  var settings: ChildSettings { current.withLock { $0 } }

  var status: TargetStatus { shown.withLock { $0 } }

  func makeCycle(_ settings: ChildSettings) -> ScrapeCycle {
    ScrapeCycle(settings, child: ObjectIdentifier(self), context: context)
  }

  /// Scrapes at every tick from now on.
  func start(_ cycle: ScrapeCycle) {
    shown.withLock { status in
      let fresh = Child.status(cycle.settings)
      if status.labels != fresh.labels || status.scrapeURL != fresh.scrapeURL { status = fresh }
      status.scrapeInterval = fresh.scrapeInterval
      status.scrapeTimeout = fresh.scrapeTimeout
      status.discoveredLabels = fresh.discoveredLabels
    }
    current.withLock { $0 = cycle.settings }
    let new = Task { await self.loop(cycle) }
    task.withLock { $0 = new }
  }

  /// Ends the series after `grace`, unless ``stop()`` comes first.
  func depart(_ cycle: ScrapeCycle, after grace: Milliseconds) {
    let missed = cycle.ticks.tick(after: context.now())
    let new = Task {
      var cycle = cycle
      if await Child.sleep(grace) { await cycle.end(at: missed) }
      return cycle
    }
    task.withLock { $0 = new }
  }

  /// Begins to end what the child does; ``stop()`` waits for it.
  func cancel() { task.withLock { $0?.cancel() } }

  /// Ends what the child does, at once; what it remembers comes back.
  func stop() async -> ScrapeCycle? {
    guard let task = task.withLock({ $0.take() }) else { return nil }
    task.cancel()
    return await task.value
  }

  private func loop(_ start: ScrapeCycle) async -> ScrapeCycle {
    var cycle = start
    var previous: Timestamp?
    let length = context.metrics.intervalLength[PromDuration.text(start.settings.target.scrapeInterval)]
    while !Task.isCancelled {
      let tick = nextTick(cycle, after: previous)
      guard await Child.sleep(tick - context.now()) else { break }
      if let previous { note(tick, previous, cycle, length) }
      previous = tick
      let time = time(of: tick, cycle)
      if let report = cycle.backoff.holds(tick) ? await cycle.hold(at: time) : await cycle.run(at: time) {
        show(report, cycle)
      }
    }
    return cycle
  }

  /// The tick to scrape at next: also one that has just passed while the scrape before it was still going on.
  private func nextTick(_ cycle: ScrapeCycle, after previous: Timestamp?) -> Timestamp {
    let (now, ticks) = (context.now(), cycle.ticks)
    // A clock that was set back must not stop the scrapes until it has caught up.
    guard let previous, previous <= now + ticks.interval else { return ticks.tick(after: now) }
    let next = ticks.next(after: previous)
    let earliest = now - ticks.interval / Child.latenessDivisor
    return next > earliest ? next : ticks.tick(after: earliest)
  }

  /// The tick, as equal distances compress best; the clock when the tick is long past.
  private func time(of tick: Timestamp, _ cycle: ScrapeCycle) -> Timestamp {
    let now = context.now()
    return now - tick <= cycle.settings.target.scrapeInterval / Child.latenessDivisor ? tick : now
  }

  private func note(_ tick: Timestamp, _ previous: Timestamp, _ cycle: ScrapeCycle, _ length: Distribution) {
    let interval = cycle.settings.target.scrapeInterval
    length.observe(Double(tick - previous) / 1000)
    let missed = (tick - previous) / interval - 1
    if missed > 0 { context.metrics.missedTicks.add(Int(missed)) }
  }

  private func show(_ report: ScrapeReport, _ cycle: ScrapeCycle) {
    shown.withLock { status in
      status.lastError = report.error?.description ?? ""
      status.lastErrorReason = report.error.map { $0.cause ?? $0.reason }?.rawValue ?? ""
      status.health = report.error == nil ? .up : .down
      status.lastScrape = report.time
      status.lastScrapeDurationSeconds = report.durationSeconds
      status.cluster = report.identity?.cluster ?? ""
      status.replica = report.identity?.replica ?? ""
      status.clockSkew = cycle.skew.estimate
      status.skippedSlotCount = cycle.skippedSlots.count
      status.requestCount = cycle.parts.parts.count
      status.badLine = report.error?.badLine
      status.phase = cycle.phaseStatus
      status.heldUntil = cycle.backoff.holds(report.time + 1) ? cycle.backoff.heldUntil : nil
      guard report.error == nil else { return }
      status.lag = report.lag
      status.bodyByteCount = report.bodyByteCount
      status.wireByteCount = report.wireByteCount
      status.sampleCount = report.scrapedCount
      status.seriesCount = report.seriesCount
      status.refusedSeriesCount = report.refusedCount
    }
  }

  /// `false` if the task was canceled.
  private static func sleep(_ time: Milliseconds) async -> Bool {
    do {
      try await Task.sleep(for: .milliseconds(max(0, time)))
      return !Task.isCancelled
    } catch {
      return false
    }
  }

  private static func status(_ settings: ChildSettings) -> TargetStatus {
    TargetStatus(
      discoveredLabels: settings.target.discoveredLabels, labels: settings.target.labels,
      scrapePool: settings.config.jobName, scrapeURL: settings.target.url, globalURL: settings.target.url,
      scrapeInterval: settings.target.scrapeInterval, scrapeTimeout: settings.target.scrapeTimeout)
  }
}
