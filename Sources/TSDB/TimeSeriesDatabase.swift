import LevelDB
package import Logging
package import Storage
package import Telemetry
import Threads
import TimeSeries

/// Series and their samples on LevelDB: appended in atomic batches, selected by matchers, kept for the retention time.
///
/// A batch that was acknowledged survives the end of the process at any moment, and is visible to every selection made
/// afterwards. `README.md` is the map of how.
package final class TimeSeriesDatabase: Sendable {
  let settings: TimeSeriesSettings
  let store: Store
  let registry: SeriesRegistry
  let head: Head
  let pending: PendingRecords
  let metrics: TimeSeriesMetrics
  let logger: Logger
  /// What readers do with damage that they meet.
  let onDamage: @Sendable (StorageError) -> Void
  private let queue: WriteQueue
  private let ended = EndSignal()

  /// Opens the store, or makes it, and replays its log: when this returns, everything that was acknowledged is there.
  ///
  /// - Throws: ``StorageError`` if another process has it, or if it is damaged; then nothing was changed.
  package init(_ settings: TimeSeriesSettings, registry metrics: Registry, logger: Logger) throws(StorageError) {
    let began = Clock.monotonicSeconds()
    let measured = TimeSeriesMetrics(metrics)
    let onDamage: @Sendable (StorageError) -> Void = { error in
      measured.damagedChunks.add()
      logger.error("reading the store", metadata: ["error": "\(error)"])
    }
    let recovered = try Recovery(settings, onDamage: onDamage)
    self.settings = settings
    self.metrics = measured
    self.logger = logger
    self.onDamage = onDamage
    store = recovered.store
    registry = recovered.registry
    head = recovered.head
    pending = recovered.pending
    queue = WriteQueue(batchesMax: settings.queuedBatchesMax, bytesMax: settings.queuedBytesMax)
    measured.replaySeconds.set(Clock.monotonicSeconds() - began)
    TimeSeriesMetrics.publish(head, in: metrics)
    TimeSeriesMetrics.publish(store, in: metrics)
    let writer = Writer(
      recovered, queue: queue, settings: settings, metrics: measured, logger: logger, onDamage: onDamage)
    let ended = ended
    NamedThread.start("tsdb-writer") {
      writer.run()
      ended.signal()
    }
  }

  deinit { queue.close() }

  /// Refuses further appends, writes what waits, and leaves the store so that the next start replays nothing. The
  /// folder is free when the last selection is gone, too.
  package func close() async {
    queue.close()
    await ended.wait()
  }

  var queuedBatchCount: Int { queue.counts.batches }

  func append(toQueue batch: SampleBatch) async throws(StorageError) -> AppendResult { try await queue.append(batch) }
}
