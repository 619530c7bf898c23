import LevelDB
import Logging
import Storage
import Telemetry
import TimeSeries

/// Checkpoints: series and records of other rooms get to their spaces, sealed chunks and late samples become stored chunks,
/// open chunks a record each, and the log's records that all this covers go.
///
/// Series are written a group at a time between batches, so that no append waits for all of them. Each series carries in
/// its record which part of the log it covers, and its chunks are in the same write; so a crash between two groups
/// replays exactly what is missing.
extension Writer {
  /// More would make the next start long.
  private static let logBytesCeiling = 1 << 30
  private static let groupBytes = 512 << 10
  private static let groupSlots = 4096
  private static let deletesPerStep = 20_000

  /// Goes on with a checkpoint, or begins one if it is time.
  func stepCheckpoint() {
    if checkpoint != nil { return continueCheckpoint() }
    let now = Clock.monotonicSeconds()
    guard now >= retryCheckpointAt else { return }
    let age = now - lastCheckpoint
    let isDue = age >= Double(settings.checkpointInterval) / 1000 && logBytes > 0
    if isDue || isQuiet || logBytes >= logBytesMax { startCheckpoint() }
  }

  /// A checkpoint writes an open chunk for each series: the more of them, the more samples must have come to be worth it.
  private var logBytesMax: Int {
    let bySeries = head.table.count * settings.checkpointLogBytesPerSeries
    return max(settings.checkpointLogBytes, min(bySeries, Writer.logBytesCeiling))
  }

  func startCheckpoint() {
    checkpoint = Checkpoint(
      slotCount: head.table.count, coversBelow: nextSequence, deletedBelow: oldestSequence, logBytes: logBytes,
      began: Clock.monotonicSeconds(), isUnhurried: isFinishing || isQuiet)
  }

  /// One step: a group of series, or after the last of them a group of log records.
  func continueCheckpoint() {
    guard var progress = checkpoint else { return }
    do {
      if progress.nextSlot == 0 { try storePending() }
      if progress.nextSlot < progress.slotCount {
        try writeGroup(&progress)
        checkpoint = progress
      } else if progress.deletedBelow < progress.coversBelow {
        try deleteLog(&progress)
        checkpoint = progress
      } else {
        end(progress)
      }
    } catch {
      logger.error("making a checkpoint", metadata: ["error": "\(error)"])
      metrics.checkpointFailures.add()
      retryCheckpointAt = Clock.monotonicSeconds() + Writer.checkpointRetrySeconds
      checkpoint = nil
    }
  }

  private func end(_ progress: Checkpoint) {
    logBytes -= progress.logBytes
    lastCheckpoint = Clock.monotonicSeconds()
    checkpoint = nil
    metrics.checkpointSeconds.observe(lastCheckpoint - progress.began)
    metrics.checkpoints.add()
    isMaintenanceDue = true
  }

  private func deleteLog(_ progress: inout Checkpoint) throws(StorageError) {
    let end = min(progress.coversBelow, progress.deletedBelow + UInt64(Writer.deletesPerStep))
    output.removeAll()
    for sequence in progress.deletedBelow..<end { KeySchema.batchLog(sequence).withBytes { output.delete($0) } }
    try write()
    progress.deletedBelow = end
    oldestSequence = end
  }

  // MARK: One group of series

  private func writeGroup(_ progress: inout Checkpoint) throws(StorageError) {
    output.removeAll()
    var written: [(slot: Int, lateParts: UInt32)] = []
    var windows: Set<Timestamp> = []
    let first = progress.nextSlot
    while progress.nextSlot < progress.slotCount, output.byteCount < Writer.groupBytes,
      progress.nextSlot - first < Writer.groupSlots
    {
      let slot = progress.nextSlot
      progress.nextSlot += 1
      sealIfFinished(slot)
      let entry = head.table[slot]
      guard entry.pointee.isDirty || (progress.isUnhurried && entry.pointee.isStoredInHaste) else { continue }
      let lateParts = put(slot, &windows, isUnhurried: progress.isUnhurried)
      written.append((slot, lateParts))
    }
    guard !written.isEmpty else { return }
    try write()
    progress.seriesWritten += written.count
    appender.stored.forget()
    head.writing { head.drop(written, nowStored: windows, inHaste: !progress.isUnhurried) }
  }

  /// A series that has left its window behind, because it ended, is sealed although no later sample does it.
  private func sealIfFinished(_ slot: Int) {
    let entry = head.table[slot]
    let hasOpenChunk = entry.pointee.chunk != nil || entry.pointee.extras.map { !$0.histograms.isEmpty } ?? false
    guard hasOpenChunk, entry.pointee.windowEnd &+ head.limits.window < head.extent.newest else { return }
    head.writing {
      head.sealOpenChunk(of: entry)
      entry.pointee.isDirty = true
    }
  }

  /// Puts the chunks and the record of one series; returns how many late chunks it has had by now.
  private func put(_ slot: Int, _ windows: inout Set<Timestamp>, isUnhurried: Bool) -> UInt32 {
    let entry = head.table[slot]
    let id = registry.id(ofSlot: slot)
    var node = entry.pointee.sealed
    while let sealed = node {
      put(sealed, id)
      windows.insert(sealed.window)
      node = sealed.next
    }
    let lateParts = putLate(entry, id, &windows)
    var record = OpenRecord(of: entry, coveredThrough: nextSequence - 1, lateParts: lateParts)
    if isUnhurried { record.sealedChunk = sealedForm(of: record) }
    let bytes = record.encode()
    KeySchema.open(id).withBytes { key in bytes.withUnsafeBytes { output.put(key, $0) } }
    return lateParts
  }

  /// The open chunk of a record in its sealed form. Before any smaller one is written, ``ChunkSealer`` reads it back.
  private func sealedForm(of record: OpenRecord) -> [UInt8]? {
    guard let chunk = record.chunk, head.decoder.decode(chunk) else { return nil }
    let decoder = head.decoder
    // The starts stand in the record itself.
    return sealer.seal(decoder.timestamps, decoder.values, decoder.count, from: record.windowEnd, seed: 0)
  }

  private func put(_ sealed: SealedNode, _ id: SeriesID) {
    let key = KeySchema.chunk(.chunk, window: sealed.window, id.rawValue, .inOrder(sealed.part))
    switch sealed.samples {
    case .floats(let chunk, let starts):
      precondition(head.decoder.decode(chunk), "an open chunk of \(id) does not decode")
      let (decoder, seed) = (head.decoder, key.withBytes { KeySchema.seed($0) })
      put(
        key,
        sealer.seal(
          decoder.timestamps, decoder.values, decoder.count, starts: starts, from: sealed.window, seed: seed))
    case .histograms(let columns):
      put(key, sealer.seal(columns, from: sealed.window, seed: key.withBytes { KeySchema.seed($0) }))
    }
  }

  func put(_ key: StoreKey, _ bytes: [UInt8]) {
    key.withBytes { key in bytes.withUnsafeBytes { output.put(key, $0) } }
    metrics.chunksWritten.add()
    metrics.chunkBytesWritten.add(bytes.count)
  }

  /// Late samples become chunks of their own, one for each window, kind and ``SealedChunk/samplesMax``.
  private func putLate(
    _ entry: UnsafeMutablePointer<HeadSeries>, _ id: SeriesID, _ windows: inout Set<Timestamp>
  ) -> UInt32 {
    guard let extras = entry.pointee.extras else { return 0 }
    var parts = extras.lateParts
    for run in LateRun.runs(of: extras.late, window: head.limits.window) {
      let key = KeySchema.chunk(.chunk, window: run.window, id.rawValue, .late(parts))
      let seed = key.withBytes { KeySchema.seed($0) }
      put(key, sealer.seal(extras.late.rows(run.rows), from: run.window, seed: seed))
      windows.insert(run.window)
      parts += 1
    }
    return parts
  }
}
