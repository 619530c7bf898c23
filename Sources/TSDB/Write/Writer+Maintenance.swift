import LevelDB
import Logging
import Storage
import Telemetry
import TimeSeries

/// Merging and retention: chosen after each checkpoint, carried on a step at a time while no batch waits.
extension Writer {
  /// One step of what is being done, or the choice of what to do next.
  func stepMaintenance() {
    guard checkpoint == nil, isMaintenanceDue || maintenance != nil else { return }
    do {
      switch maintenance {
      case .merging(let merge): maintenance = try continueMerge(merge).map { .merging($0) }
      case .deleting(let deletion): maintenance = try continueDeletion(deletion).map { .deleting($0) }
      case nil:
        maintenance = nextMaintenance()
        isMaintenanceDue = maintenance != nil
      }
    } catch {
      logger.error("merging or removing windows", metadata: ["error": "\(error)"])
      metrics.maintenanceFailures.add()
      head.writing { head.windows.merging = nil }
      maintenance = nil
      isMaintenanceDue = false
    }
  }

  /// Breaks off what is being done; the next start goes on with it. The space of what is deleted already is given back.
  func endMaintenance() {
    if case .merging(let merge) = maintenance { compact(.chunk, merge.window..<merge.window + store.lengths.long) }
    maintenance = nil
  }

  private func nextMaintenance() -> Maintenance? {
    if let deletion = nextDeletion() { return .deleting(deletion) }
    return nextMerge().map { .merging($0) }
  }

  // MARK: Retention

  /// The windows that are older than the retention, or the oldest one if the store is too large.
  private func nextDeletion() -> WindowDeletion? {
    dropEndedSeries()
    let lengths = store.lengths
    let edge = WindowLengths.start(head.retentionEdge, lengths.long)
    let old = head.windows.ending(by: edge, lengths)
    if let deletion = deletion(of: old) {
      metrics.timeRetentions.add()
      return deletion
    }
    guard let bytesMax = settings.retentionBytes, !compactor.isBusy, Directory.byteCount(settings.path) > bytesMax,
      let oldest = head.windows.oldest
    else { return nil }
    // What is being written stays, whatever it takes.
    let end = WindowLengths.start(oldest, lengths.long) + lengths.long
    guard end <= head.extent.newest else { return nil }
    metrics.sizeRetentions.add()
    return deletion(of: head.windows.ending(by: end, lengths))
  }

  private func deletion(of windows: [StoredWindow]) -> WindowDeletion? {
    guard let first = windows.map(\.start).min(), let last = windows.map(\.start).max() else { return nil }
    head.writing {
      for window in windows { head.windows.remove(window.start, in: window.space) }
      head.extent.oldest = max(head.extent.oldest, min(head.windows.oldest ?? .max, head.extent.newest))
    }
    appender.stored.forget()
    return WindowDeletion(windows: windows, span: first..<last + 1)
  }

  /// Deletes some thousand chunks; afterwards their space is given back. Selections made before keep their snapshot.
  private func continueDeletion(_ deletion: WindowDeletion) throws(StorageError) -> WindowDeletion? {
    var deletion = deletion
    guard let window = deletion.windows.first else {
      for space in [KeySpace.chunk, .longChunk] { compact(space, deletion.span) }
      return nil
    }
    output.removeAll()
    let prefix = KeySchema.chunks(window.space, window: window.start).bytes.prefix(9)
    var count = 0
    try store.walk(prefix: Array(prefix)) { key, _ in
      output.delete(key)
      count += 1
      return count < Writer.chunksPerStep
    }
    try write()
    if count < Writer.chunksPerStep { deletion.windows.removeFirst() }
    return deletion
  }

  /// Series whose newest sample is beyond the retention leave the head. Their labels go with the next start.
  private func dropEndedSeries() {
    let edge = WindowLengths.start(head.retentionEdge, store.lengths.long)
    var ended: [Int] = []
    for slot in 0..<head.table.count where !head.table[slot].pointee.isEmpty {
      if head.table[slot].pointee.newestTimestamp < edge, !head.table[slot].pointee.isDirty { ended.append(slot) }
    }
    guard !ended.isEmpty else { return }
    output.removeAll()
    for slot in ended { KeySchema.open(registry.id(ofSlot: slot)).withBytes { output.delete($0) } }
    store.putNextSeries(registry.nextStoredID, in: output)
    do {
      try write()
      head.writing { for slot in ended { head.forget(slot) } }
    } catch {
      logger.error("removing series that ended", metadata: ["error": "\(error)"])
    }
  }

  private func compact(_ space: KeySpace, _ span: Range<Timestamp>) {
    compactor.compact(
      from: KeySchema.chunks(space, window: span.lowerBound).bytes,
      to: KeySchema.chunks(space, window: span.upperBound).bytes)
  }

  // MARK: Merging

  /// The oldest long window of which enough is over to be merged.
  private func nextMerge() -> WindowMerge? {
    let lengths = store.lengths
    var candidates = head.windows.short[...]
    while let first = candidates.first {
      let span = WindowLengths.start(first, lengths.long)..<WindowLengths.start(first, lengths.long) + lengths.long
      let windows = candidates.prefix { span.contains($0) }
      candidates = candidates.dropFirst(windows.count)
      if let merge = merge(windows, span) { return merge }
    }
    return nil
  }

  /// The merge of those of the short windows that are over, if the long one is, or half of it: so the newest hours cost
  /// little space too, at the price of writing half a long window twice.
  private func merge(_ windows: ArraySlice<Timestamp>, _ span: Range<Timestamp>) -> WindowMerge? {
    let short = store.lengths.short
    // Over: a whole short window has passed since its end, so that few samples for it are still to come.
    let over = windows.filter { $0 + 2 * short <= head.extent.newest }
    let isLongOver = span.upperBound + short <= head.extent.newest
    guard let last = over.last, isLongOver || over.count >= Int(WindowLengths.ratio / 2) else { return nil }
    guard mayMerge(span.lowerBound, through: last) else { return nil }
    head.writing {
      head.windows.insert(span.lowerBound, in: .longChunk)
      head.windows.merging = .init(span: span.lowerBound..<last + short, series: 0)
    }
    return WindowMerge(window: span.lowerBound, short: over, slotCount: head.table.count)
  }

  /// A few late samples are not worth writing a window anew each time.
  private func mayMerge(_ window: Timestamp, through last: Timestamp) -> Bool {
    guard let former = merged[window], last <= former.through else { return true }
    return Clock.monotonicSeconds() - former.seconds >= Double(settings.mergeAgainInterval) / 1000
  }

  private func continueMerge(_ merge: WindowMerge) throws(StorageError) -> WindowMerge? {
    var merge = merge
    guard merge.nextSlot < merge.slotCount else {
      try endMerge(merge)
      return nil
    }
    let end = min(merge.slotCount, merge.nextSlot + Writer.seriesPerStep)
    try mergeSeries(merge, merge.nextSlot..<end)
    merge.nextSlot = end
    let next = registry.id(ofSlot: end).rawValue
    head.writing { head.windows.merging?.series = next }
    return merge
  }

  private func endMerge(_ merge: WindowMerge) throws(StorageError) {
    var stillUsed: Set<Timestamp> = []
    for window in merge.short {
      let prefix = Array(KeySchema.chunks(.chunk, window: window).bytes.prefix(9))
      try store.walk(prefix: prefix) { _, _ in
        stillUsed.insert(window)
        return false
      }
    }
    head.writing {
      for window in merge.short where !stillUsed.contains(window) { head.windows.remove(window, in: .chunk) }
      head.windows.merging = nil
    }
    let through = max(merge.short.last ?? .min, merged[merge.window]?.through ?? .min)
    merged[merge.window] = (Clock.monotonicSeconds(), through)
    metrics.compactions.add()
    compact(.chunk, merge.window..<merge.window + store.lengths.long)
  }

  /// Writes the long chunks of some series and deletes what they replace, in one piece.
  private func mergeSeries(_ merge: WindowMerge, _ slots: Range<Int>) throws(StorageError) {
    let ids = slots.map { registry.id(ofSlot: $0).rawValue }
    let windows =
      [StoredWindow(space: .longChunk, start: merge.window)]
      + merge.short.map { StoredWindow(space: .chunk, start: $0) }
    let fetched = FetchedChunks(try store.database.cursor(verifies: false, fillsCache: false))
    do { try fetched.load(ids, windows) } catch let error as LevelDBError { throw Store.error(error) } catch {
      throw StorageError(.io, "\(error)")
    }
    output.removeAll()
    for (index, id) in ids.enumerated() { mergeSeries(id, index, fetched, merge.window) }
    guard !output.isEmpty else { return }
    try write()
    appender.stored.forget()
  }

  private func mergeSeries(_ id: UInt64, _ index: Int, _ fetched: FetchedChunks, _ window: Timestamp) {
    var columns = SampleColumns()
    var replaced: [StoreKey] = []
    var hasShort = false
    var isIntact = true
    fetched.forEach(index) { piece, bytes in
      hasShort = hasShort || piece.window.space == .chunk
      if head.decoder.decode(bytes, from: piece.window.start, seed: piece.seed) {
        head.decoder.append(from: .min, through: .max - 1, to: &columns)
        replaced.append(KeySchema.chunk(piece.window.space, window: piece.window.start, id, piece.part))
      } else {
        isIntact = false
        metrics.damagedChunks.add()
        logger.error("merging windows", metadata: ["error": "\(DamagedChunk.error(id, piece.window))"])
      }
    }
    // A damaged chunk stays where it is, and so does all of its series in this window; readers must meet it.
    if !isIntact { head.writing { head.windows.merging = nil } }
    guard hasShort, isIntact else { return }
    columns.sortUnique()
    for key in replaced { key.withBytes { output.delete($0) } }
    putLong(columns, id, window)
  }

  private func putLong(_ columns: SampleColumns, _ id: UInt64, _ window: Timestamp) {
    var part: UInt32 = 0
    for run in LateRun.runs(of: columns, window: store.lengths.long) {
      let pieces = (run.rows.count + settings.longChunkSamplesMax - 1) / settings.longChunkSamplesMax
      for piece in 0..<pieces {
        let start = run.rows.lowerBound + run.rows.count * piece / pieces
        let end = run.rows.lowerBound + run.rows.count * (piece + 1) / pieces
        putLong(columns.rows(start..<end), id, window, part)
        part += 1
      }
    }
  }

  private func putLong(_ columns: SampleColumns, _ id: UInt64, _ window: Timestamp, _ part: UInt32) {
    let key = KeySchema.chunk(.longChunk, window: window, id, .inOrder(part))
    let seed = key.withBytes { KeySchema.seed($0) }
    put(key, sealer.seal(columns, from: window, seed: seed))
  }
}
