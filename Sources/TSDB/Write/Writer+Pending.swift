import LevelDB
import Logging
import Storage
import Telemetry
import TimeSeries

/// Series and records that stand in the log alone get to their own spaces: with each checkpoint, and before there are so
/// many of them that they cost memory.
extension Writer {
  /// What the labels of a series cost, about.
  private static let seriesBytes = 256

  func storePendingIfMany() {
    let byteCount = pending.byteCount + registry.unstoredCount * Writer.seriesBytes
    guard byteCount > settings.pendingBytesMax, Clock.monotonicSeconds() >= retryCheckpointAt else { return }
    do { try storePending() } catch {
      logger.error("storing what the log makes known", metadata: ["error": "\(error)"])
      metrics.checkpointFailures.add()
      retryCheckpointAt = Clock.monotonicSeconds() + Writer.checkpointRetrySeconds
    }
  }

  /// All of it in one write. The log keeps it, too, so that replaying the log over it changes nothing.
  func storePending() throws(StorageError) {
    let series = registry.unstored()
    output.removeAll()
    for (offset, labels) in series.labels.enumerated() {
      KeySchema.series(SeriesID(series.first.rawValue + UInt64(offset))).withBytes { key in
        labels.bytes.withUnsafeBytes { output.put(key, $0) }
      }
    }
    try pending.store(in: output) { () throws(StorageError) in if !output.isEmpty { try write() } }
    registry.markStored(series.labels.count)
  }
}
