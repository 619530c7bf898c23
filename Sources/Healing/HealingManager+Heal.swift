import Fleet
import Logging
import PromQL
import Scrape
import Storage
import Telemetry
import Threads
import TimeSeries

extension HealingManager {
  /// Heals the cluster's oldest gap, slice by slice, until it is closed or something fails.
  func heal(_ cluster: String) async {
    do throws(HealingError) {
      while !Task.isCancelled, let gap = book.nextGaps.first(where: { $0.cluster == cluster })?.gap {
        guard let length = sliceLength(cluster, of: gap) else { return }
        try await healSlice(cluster, gap, length)
        if book.nextGaps.first(where: { $0.cluster == cluster })?.gap.from != gap.from {
          memory.forget(neighbours.sources().filter { $0.cluster == cluster }.map(\.url))
          return finish(cluster, gap, as: .healed)
        }
      }
      state.withLock { $0.attempts[cluster]?.isRunning = false }
    } catch {
      fail(cluster, error)
    }
  }

  /// `nil` if the gap is another one than the attempt began with.
  private func sliceLength(_ cluster: String, of gap: Gap) -> Milliseconds? {
    state.withLock { state in
      guard let attempt = state.attempts[cluster], attempt.status.gap.from == gap.from else {
        state.attempts[cluster]?.isRunning = false
        return nil
      }
      return attempt.sliceLength
    }
  }

  private func fail(_ cluster: String, _ error: HealingError) {
    let now = now()
    let isFirst = state.withLock { state in
      state.attempts[cluster]?.fail(error, at: now)
      return state.attempts[cluster]?.status.failuresInARow == 1
    }
    metrics.failures[error.reason.rawValue].add()
    guard isFirst, error.reason != .canceled else { return }
    logger.warning("Healing did not go well; trying again", metadata: ["cluster": "\(cluster)", "err": "\(error)"])
  }

  private func healSlice(_ cluster: String, _ gap: Gap, _ length: Milliseconds) async throws(HealingError) {
    let settings = state.withLock { $0.settings }
    // 1. Which children can be asked, the best first?
    let sources = ordered(readySources(of: cluster), at: gap.until)
    guard let first = sources.first else {
      throw HealingError(.noSource, "no child of cluster \"\(cluster)\" has been well for two scrapes")
    }
    let interval = sources.map(\.scrapeInterval).max() ?? first.scrapeInterval
    let slice = slice(of: gap, length, margin: 2 * interval, settings)
    var repair = SliceRepair(
      gap, slice, storage: storage, replicaLabels: first.replicaLabels, scrapeInterval: interval)
    // 2. Ask one after the other until nothing is missing.
    let failure = try await ask(sources, slice, settings, &repair)
    // 3. Samples, budget, marks and progress in one batch. A slice that lacks something which a child that is out may
    //    have is tried again.
    let isOver = failure == nil
    try await store(repair, cluster, gap, through: isOver ? slice.upperBound : nil)
    note(repair, cluster, through: isOver ? slice.upperBound : nil)
    if let failure { throw failure }
  }

  /// The primary of that time first, the others by name.
  private func ordered(_ sources: [HealingSource], at time: Timestamp) -> [HealingSource] {
    sources.sorted { left, right in
      let primary = neighbours.primary(left.cluster, time)
      return (left.replica == primary ? 0 : 1, left.replica, left.url)
        < (right.replica == primary ? 0 : 1, right.replica, right.url)
    }
  }

  private func slice(
    of gap: Gap, _ length: Milliseconds, margin: Milliseconds, _ settings: HealingSettings
  ) -> ClosedRange<Timestamp> {
    let slice = gap.nextSlice(length: length, margin: margin)
    let edge = min(now() - settings.maxAge, gap.until)
    return slice.lowerBound >= edge ? slice : edge...max(slice.upperBound, min(edge + length, gap.until))
  }

  /// Asks children until one after all leaves nothing missing.
  ///
  /// - Returns: why a child could not be asked that may have what is still missing.
  /// - Throws: if none of them answers.
  private func ask(
    _ sources: [HealingSource], _ slice: ClosedRange<Timestamp>, _ settings: HealingSettings,
    _ repair: inout SliceRepair
  ) async throws(HealingError) -> HealingError? {
    let reader = ChildReader(client: client, pacer: pacer, memory: memory, metrics: metrics, settings: settings)
    var failure: HealingError?
    var hasAnswer = false
    for source in sources {
      do throws(HealingError) {
        let selectors = try HealingManager.selectors(of: source)
        let result = try await reader.read(source, selectors, slice)
        noteAsked(source)
        hasAnswer = true
        if try repair.take(FetchedSlice(result, of: source, selectors)) { return nil }
      } catch {
        if error.reason == .canceled || error.reason == .tooLarge { throw error }
        failure = error
      }
    }
    if let failure, !hasAnswer { throw failure }
    return failure ?? missingChild(sources)
  }

  /// Of the cluster that was asked: a child that is scraped and does not answer, and may have what the others lack.
  private func missingChild(_ asked: [HealingSource]) -> HealingError? {
    let others = neighbours.sources().filter { source in
      source.cluster == asked.first?.cluster && !asked.contains { $0.url == source.url }
    }
    guard let other = others.first else { return nil }
    return HealingError(
      .incomplete, "the children that answer lack some slots, and \(other.url) cannot be asked, which may have them")
  }

  private static func selectors(of source: HealingSource) throws(HealingError) -> [[LabelMatcher]] {
    var selectors: [[LabelMatcher]] = []
    for text in source.selectors {
      do throws(ParseError) {
        selectors.append(try Parser.parseSelector(text))
      } catch {
        throw HealingError(.labels, "the selector \(text) of \(source.url): \(error)")
      }
    }
    return selectors
  }

  private func noteAsked(_ source: HealingSource) {
    state.withLock { state in
      state.attempts[source.cluster]?.status.source = source.url
      state.attempts[source.cluster]?.status.route = memory.route(source.url)
    }
  }

  /// - Parameter through: the end of the slice if it is over.
  private func store(
    _ repair: SliceRepair, _ cluster: String, _ gap: Gap, through: Timestamp?
  ) async throws(HealingError) {
    var batch = repair.batch
    for (replica, range) in repair.healed {
      batch.records += neighbours.healedRecords(cluster, replica, range)
    }
    batch.records += clusters.healedRecords(cluster, repair.covered)
    let progress = through ?? gap.healedThrough
    let samples = changed(repair, cluster, gap)
    batch.records += book.progress(cluster, gap, through: progress, samples: samples)
    do throws(StorageError) {
      _ = try await storage.append(batch)
    } catch {
      for (source, admission) in repair.admissions { source.giveBack(admission) }
      throw HealingError(error, "storing what was fetched for cluster \"\(cluster)\"")
    }
    book.noteProgress(cluster, gap, through: progress, samples: samples)
  }

  /// What rules may have read otherwise: from the gap's beginning, for a slot of theirs before the first healed sample was
  /// missed as well. `nil` if nothing was stored, and the cluster did not count as dark.
  private func changed(_ repair: SliceRepair, _ cluster: String, _ gap: Gap) -> ClosedRange<Timestamp>? {
    let dark = clusters.status(of: cluster)?.darkIntervals ?? []
    let lit = repair.covered.filter { range in dark.contains { $0.overlaps(range) } }
    let ends = lit.map(\.upperBound) + (repair.extent.map { [$0.lowerBound, $0.upperBound] } ?? [])
    return ends.max().map { min(gap.healedThrough, ends.min() ?? $0)...$0 }
  }

  private func note(_ repair: SliceRepair, _ cluster: String, through: Timestamp?) {
    for range in repair.covered { clusters.noteHealed(cluster, range) }
    metrics.samples[cluster].add(repair.sampleCount)
    metrics.refusedSeries.add(repair.refusedSeriesCount)
    metrics.unsupported.add(repair.unsupportedCount)
    state.withLock { state in
      state.attempts[cluster]?.status.sampleCount += repair.sampleCount
      state.attempts[cluster]?.status.refusedSeriesCount += repair.refusedSeriesCount
      state.attempts[cluster]?.status.unsupportedCount += repair.unsupportedCount
      if let through { state.attempts[cluster]?.succeed(through: through) }
    }
  }
}
