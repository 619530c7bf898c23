import LevelDB
import Logging
import Storage
import Telemetry
import TimeSeries

/// The one thread that writes: batches as they come, and between them checkpoints, a step at a time.
///
/// A batch is encoded and logged, then entered into the head, then its task resumes: what is visible is in the log.
// @unchecked: made by the opening task, from then on used by the writer's thread alone.
final class Writer: @unchecked Sendable {
  let store: Store
  let head: Head
  let registry: SeriesRegistry
  let pending: PendingRecords
  let settings: TimeSeriesSettings
  let metrics: TimeSeriesMetrics
  let logger: Logger
  let appender: HeadAppender
  let sealer = ChunkSealer()
  let output = WriteBatch()
  let compactor: Compactor
  private let queue: WriteQueue
  private var record: [UInt8] = []
  /// The number of the next record of the batch log, and the oldest one that is still there.
  private(set) var nextSequence: UInt64
  var oldestSequence: UInt64
  var logBytes = 0
  var checkpoint: Checkpoint?
  var lastCheckpoint = Clock.monotonicSeconds()
  /// Whether the last checkpoint is being made.
  private(set) var isFinishing = false
  var maintenance: Maintenance?
  var isMaintenanceDue = true
  /// By long window: when it was last merged, and the last of its short windows then.
  var merged: [Timestamp: (seconds: Double, through: Timestamp)] = [:]
  /// After a failure: not before this.
  var retryCheckpointAt = 0.0
  private var lastSync = Clock.monotonicSeconds()
  private var lastCommit = Clock.monotonicSeconds()
  private var isUnsynced = false
  private var hasWriteFailed = false

  /// How many bytes of samples are committed together at most.
  private static let groupBytesMax = 2 << 20
  /// A log of this size is checkpointed when nothing has come for a while: a bulk load is over.
  private static let quietLogBytes = 4 << 20
  private static let quietSeconds = 2.0
  /// How long a checkpoint waits after one that failed.
  static let checkpointRetrySeconds = 10.0
  /// After a failed write, appending goes on when this much is free.
  private static let freeBytesToGoOn = 64 << 20
  /// How much maintenance does at a time, so that a batch that comes meanwhile waits some milliseconds only.
  static let chunksPerStep = 5000
  static let seriesPerStep = 32

  init(
    _ recovered: Recovery, queue: WriteQueue, settings: TimeSeriesSettings, metrics: TimeSeriesMetrics, logger: Logger,
    onDamage: @escaping (StorageError) -> Void
  ) {
    store = recovered.store
    head = recovered.head
    registry = recovered.registry
    pending = recovered.pending
    appender = HeadAppender(
      recovered.head, stored: StoredSampleLookup(recovered.store, recovered.head, onDamage: onDamage))
    compactor = Compactor(recovered.store)
    nextSequence = recovered.nextSequence
    oldestSequence = recovered.oldestSequence
    logBytes = recovered.logBytes
    self.queue = queue
    self.settings = settings
    self.metrics = metrics
    self.logger = logger
  }

  /// Runs until the queue is closed and empty, then makes a last checkpoint.
  func run() {
    while let taken = queue.take(bytesMax: Writer.groupBytesMax, wait: secondsToNextDuty()) {
      if !taken.isEmpty { commit(taken) }
      syncIfDue()
      storePendingIfMany()
      stepCheckpoint()
      if taken.isEmpty { stepMaintenance() }
    }
    finish()
  }

  private func secondsToNextDuty() -> Double {
    if checkpoint != nil || maintenance != nil || isMaintenanceDue { return 0 }
    let now = Clock.monotonicSeconds()
    let toRetry = max(0, retryCheckpointAt - now)
    var toCheckpoint = lastCheckpoint + Double(settings.checkpointInterval) / 1000 - now
    if logBytes >= Writer.quietLogBytes { toCheckpoint = min(toCheckpoint, lastCommit + Writer.quietSeconds - now) }
    toCheckpoint = max(toRetry, toCheckpoint)
    let toSync = isUnsynced ? lastSync + Double(settings.syncInterval) / 1000 - now : toCheckpoint
    return max(0.001, min(toCheckpoint, toSync))
  }

  /// Whether a bulk load seems to be over.
  var isQuiet: Bool {
    logBytes >= Writer.quietLogBytes && Clock.monotonicSeconds() - lastCommit >= Writer.quietSeconds
  }

  // MARK: Committing

  private func commit(_ taken: [WriteQueue.Pending]) {
    let began = Clock.monotonicSeconds()
    var group = taken.map { admit($0.batch) }
    do {
      try log(group.map(\.batch))
    } catch {
      metrics.appendFailures.add(taken.count)
      for entry in taken { entry.waiter.resume(returning: .failure(error)) }
      return
    }
    let seriesCount = registry.count
    for index in group.indices {
      head.writing {
        head.table.grow(to: seriesCount)
        group[index].result.add(appender.append(group[index].batch, registry.slots))
        head.take(appender.takeGain())
      }
      metrics.count(group[index].result)
      taken[index].waiter.resume(returning: .success(group[index].result))
    }
    lastCommit = Clock.monotonicSeconds()
    metrics.commitSeconds.observe(lastCommit - began)
  }

  /// The batch without samples that are too far ahead of the clock: they must not reach the log, whose replay knows no
  /// clock.
  private func admit(_ batch: SampleBatch) -> (batch: SampleBatch, result: AppendResult) {
    var result = AppendResult()
    let limit = settings.clock() &+ settings.futureLimit
    guard batch.timestamps.contains(where: { $0 > limit }) else { return (batch, result) }
    var admitted = SampleBatch()
    admitted.records = batch.records
    admitted.replaces = batch.replaces
    var histograms = batch.histograms[...]
    for row in 0..<batch.count {
      let histogram = histograms.first?.row == row ? histograms.removeFirst().histogram : nil
      let (series, timestamp, value) = (batch.series[row], batch.timestamps[row], batch.values[row])
      if timestamp > limit {
        result.refuse(
          LateSample(series: series, timestamp: timestamp, value: value, histogram: histogram), .tooFarAhead)
      } else if let histogram {
        admitted.append(series, timestamp, histogram)
      } else {
        admitted.append(series, timestamp, value)
      }
      if timestamp <= limit { admitted.setLastStart(batch.starts[row]) }
    }
    return (admitted, result)
  }

  /// Writes the batches, one record each, with series that are new in the first: all in one piece.
  private func log(_ batches: [SampleBatch]) throws(StorageError) {
    let newSeries = registry.unlogged()
    output.removeAll()
    for (offset, batch) in batches.enumerated() {
      put(batch, offset == 0 ? newSeries : .none, at: nextSequence + UInt64(offset))
    }
    try write()
    registry.markLogged(newSeries.labels.count)
    for batch in batches { pending.note(batch.records) }
    nextSequence += UInt64(batches.count)
    logBytes += output.byteCount
    isUnsynced = true
  }

  private func put(_ batch: SampleBatch, _ newSeries: NewSeries, at sequence: UInt64) {
    record.removeAll(keepingCapacity: true)
    BatchRecord.encode(batch, newSeries, to: &record)
    KeySchema.batchLog(sequence).withBytes { key in record.withUnsafeBytes { output.put(key, $0) } }
  }

  /// Writes what has been put out.
  ///
  /// A write that failed half-way, on a full disk, may have left a torn record at the end of LevelDB's log, and what is
  /// written behind it would be lost in a crash. So the store is opened anew before the next write.
  func write(sync: Bool = false) throws(StorageError) {
    if hasWriteFailed { try recoverFromFailure() }
    do {
      try store.write(output, sync: sync)
    } catch {
      hasWriteFailed = true
      throw error
    }
  }

  private func recoverFromFailure() throws(StorageError) {
    let free = Directory.freeByteCount(settings.path)
    guard free >= Writer.freeBytesToGoOn else {
      throw StorageError(
        .io,
        "writing to \(settings.path) again after a failed write: \(free) bytes are free on the disk, "
          + "\(Writer.freeBytesToGoOn) are needed; queries go on, appending does when there is room")
    }
    try store.reopen()
    hasWriteFailed = false
    logger.notice("the store takes writes again", metadata: ["path": "\(settings.path)"])
  }

  // MARK: Syncing

  /// Makes what was written survive a power failure, in groups.
  private func syncIfDue() {
    guard isUnsynced, Clock.monotonicSeconds() - lastSync >= Double(settings.syncInterval) / 1000 else { return }
    sync()
  }

  private func sync() {
    let began = Clock.monotonicSeconds()
    output.removeAll()
    do {
      try write(sync: true)
      isUnsynced = false
    } catch {
      logger.error("syncing the store", metadata: ["error": "\(error)"])
      metrics.syncFailures.add()
    }
    lastSync = Clock.monotonicSeconds()
    metrics.syncSeconds.observe(lastSync - began)
  }

  // MARK: Ending

  /// Leaves the store so that the next start has nothing to replay.
  private func finish() {
    checkpoint = nil
    isFinishing = true
    endMaintenance()
    compactor.finish()
    startCheckpoint()
    while checkpoint != nil { continueCheckpoint() }
    sync()
    for space in [KeySpace.batchLog, .open] {
      let (first, limit) = KeySchema.limits(of: space)
      try? store.database.compact(from: first, to: limit)
    }
    store.release()
  }
}
