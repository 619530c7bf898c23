import Budget
import Dedup
import Outbound
import Storage
import Telemetry
import Threads
import TimeSeries

extension ScrapeCycle {
  mutating func append(
    _ admission: BodyAdmission, _ reading: inout BodyReading, _ fetched: FetchedBody
  ) async throws(ScrapeError) -> ScrapeReport {
    // Moved, since a second owner would make the columns be copied.
    var batch = SampleBatch()
    swap(&batch, &reading.batch)
    var newLines = admission.newLines
    for (line, index) in zip(reading.unknown, newLines.indices) {
      newLines[index].take(line, reading.histograms[index], start: reading.starts[index], into: &batch)
    }
    let isCut = judgeCut(reading)
    append(markers: isCut ? [] : markers(ofMissingIn: reading), to: &batch)
    var report = self.report(admission, reading, fetched)
    if isCut { report.error = cutError }
    let note = noteBody(&reading, &newLines, isCut: isCut)
    batch.records += note?.records ?? []
    do throws(ScrapeError) {
      try await store(&batch, report, admission)
    } catch {
      giveBack(note)
      throw error
    }
    settle(note)
    settle(reading, newLines, fetched, keepsMissing: isCut)
    return report
  }

  /// Adds `up`, the ledger's rows and the fleet's record, and stores it all. If that fails, it is as if the body had not come.
  private mutating func store(
    _ batch: inout SampleBatch, _ report: ScrapeReport, _ admission: BodyAdmission
  ) async throws(ScrapeError) {
    batch.records += fleetRecords(report)
    do throws(StorageError) {
      try await append(report, admission.rows, &batch)
    } catch {
      undo(admission)
      throw ScrapeError(error)
    }
  }

  /// Stores a batch with the report's series in it.
  mutating func append(
    _ report: ScrapeReport, _ rows: [LedgerRow], _ batch: inout SampleBatch
  ) async throws(StorageError) {
    if reportSeries == nil { reportSeries = try ReportSeries(settings, context.storage) }
    reportSeries?.append(report, to: &batch)
    append(markers: pendingMarkers, to: &batch)
    batch.records += rows.map { RecordChange(space: .ledger, key: $0.key, value: $0.value) }
    context.metrics.count(try await context.storage.append(batch))
    pendingMarkers = []
  }

  func append(markers: [StaleSeries], to batch: inout SampleBatch) {
    for marker in markers { batch.append(marker.id, marker.time, StaleMarker.value) }
    if !markers.isEmpty { context.metrics.staleMarkers.add(markers.count) }
  }

  private func markers(ofMissingIn reading: BodyReading) -> [StaleSeries] {
    if reading.order == nil { return [] }
    return cache.missing.filter(\.needsMarker).map { marker(of: $0, reading) }
  }

  /// Where a series that is gone ends: at the child's newest sample, which is when the child itself saw it gone; where
  /// the body has nothing newer than the series itself, at the scrape.
  ///
  /// So two parents that scrape at different moments mark the same moment.
  private func marker(of line: ScrapeCache.Line, _ reading: BodyReading) -> StaleSeries {
    let isBehind = reading.newestTimestamp > line.timestamp
    return StaleSeries(id: line.id, time: isBehind ? reading.newestTimestamp : max(tick, line.timestamp + 1))
  }

  private mutating func judgeCut(_ reading: BodyReading) -> Bool {
    let looksCut = settings.config.isFederation && CutBody.looksCut(cache, reading)
    cutInARow = looksCut ? cutInARow + 1 : 0
    return looksCut && cutInARow <= CutBody.inARowMax
  }

  private var cutError: ScrapeError {
    ScrapeError(
      .truncatedBody,
      "the body looks cut: \(cache.missing.count) of \(cache.count) series are missing at once; what came is stored, "
        + "what is missing counts as gone when \(CutBody.inARowMax + 1) bodies in a row lack it")
  }

  private func report(
    _ admission: BodyAdmission, _ reading: BodyReading, _ fetched: FetchedBody
  ) -> ScrapeReport {
    var report = ScrapeReport(time: tick)
    report.durationSeconds = durationSeconds
    report.bodyByteCount = fetched.body.count
    report.wireByteCount = fetched.wireByteCount
    report.partByteCounts = fetched.partByteCounts
    report.scrapedCount = reading.scrapedCount
    report.relabeledCount = admission.relabeledCount
    report.addedCount = admission.newLines.count { $0.verdict == .stored }
    report.refusedCounts = refusedCounts(admission, reading)
    report.refusedCount = report.refusedCounts.reduce(0, +)
    report.seriesCount = admission.relabeledCount - report.refusedCount
    report.lag = reading.newestTimestamp == .min ? nil : tick - reading.newestTimestamp
    if settings.config.isFederation, let lag = report.lag { report.through = deliveredThrough(newest: tick - lag) }
    report.identity = identity
    context.metrics.countRefused(report.refusedCounts, cluster: clusterName)
    return report
  }

  private func refusedCounts(_ admission: BodyAdmission, _ reading: BodyReading) -> [Int] {
    var counts = reading.refusedCounts
    for line in admission.newLines {
      if case .refused(let reason) = line.verdict { counts[reason.index] += 1 }
    }
    return counts
  }

  /// The batch is stored: remembers the new lines, and lets go of those that are gone.
  private mutating func settle(
    _ reading: BodyReading, _ newLines: [ScrapeCache.Line], _ fetched: FetchedBody, keepsMissing: Bool
  ) {
    isReadPending = false
    guard reading.order != nil else { return }
    if !keepsMissing {
      let slots = cache.missing.map(\.slot)
      budget?.ledger.withLock { $0.release(slots, lastSeen: lastDelivery) }
    }
    fetched.body.withBytes { cache.settle(reading, newLines, body: $0) { _ in keepsMissing } }
  }
}

extension ScrapeCache.Line {
  /// The first sample of a new line.
  fileprivate mutating func take(
    _ unknown: BodyReading.UnknownLine, _ histogram: FloatHistogram?, start: Timestamp, into batch: inout SampleBatch
  ) {
    guard verdict == .stored else { return }
    timestamp = unknown.timestamp
    bits = histogram?.scrapeBits ?? unknown.value.bitPattern
    isLive = true
    isTracked = unknown.isTracked
    if let histogram {
      batch.append(id, timestamp, histogram)
    } else {
      batch.append(id, timestamp, unknown.value)
    }
    batch.setLastStart(start)
  }
}
