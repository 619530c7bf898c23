import Storage
import Telemetry

/// What the storage measures of itself. Names are Prometheus's where the meaning is.
final class TimeSeriesMetrics: Sendable {
  let samplesAppended: Counter
  let heartbeats: Counter
  let outOfOrder: Counter
  let duplicates: Counter
  let tooOld: Counter
  let tooFarAhead: Counter
  let appendFailures: Counter
  let commitSeconds: Distribution
  let syncSeconds: Distribution
  let syncFailures: Counter
  let checkpoints: Counter
  let checkpointFailures: Counter
  let checkpointSeconds: Distribution
  let compactions: Counter
  let maintenanceFailures: Counter
  let timeRetentions: Counter
  let sizeRetentions: Counter
  let chunksWritten: Counter
  let chunkBytesWritten: Counter
  let damagedChunks: Counter
  let replaySeconds: Gauge

  init(_ registry: Registry) {
    samplesAppended = registry.counter(
      "prometheus_tsdb_head_samples_appended_total", "Total number of appended samples.")
    heartbeats = registry.counter(
      "iapetus_tsdb_heartbeat_samples_total", "Samples that repeated a stored timestamp and value; nothing to store.")
    outOfOrder = registry.counter(
      "prometheus_tsdb_head_out_of_order_samples_appended_total", "Total number of appended out of order samples.")
    duplicates = registry.counter(
      "iapetus_tsdb_duplicate_samples_total", "Samples refused because another value is stored at their timestamp.")
    tooOld = registry.counter(
      "prometheus_tsdb_too_old_samples_total", "Samples refused because they are older than the retention.")
    tooFarAhead = registry.counter(
      "iapetus_tsdb_too_far_ahead_samples_total", "Samples refused because they are ahead of the clock.")
    appendFailures = registry.counter("iapetus_tsdb_append_failures_total", "Batches that could not be written.")
    commitSeconds = registry.distribution(
      "iapetus_tsdb_commit_seconds", "Time to log a group of batches and make it visible.")
    syncSeconds = registry.distribution("prometheus_tsdb_wal_fsync_duration_seconds", "Duration of write log fsync.")
    syncFailures = registry.counter("iapetus_tsdb_sync_failures_total", "Syncs of the log that the disk refused.")
    checkpoints = registry.counter("prometheus_tsdb_checkpoint_creations_total", "Total number of checkpoints made.")
    checkpointFailures = registry.counter(
      "prometheus_tsdb_checkpoint_creations_failed_total", "Total number of checkpoints that failed.")
    checkpointSeconds = registry.distribution(
      "iapetus_tsdb_checkpoint_seconds", "Time from the first to the last step of a checkpoint.")
    compactions = registry.counter("prometheus_tsdb_compactions_total", "Total number of windows that were merged.")
    maintenanceFailures = registry.counter(
      "prometheus_tsdb_compactions_failed_total", "Total number of merges and removals of windows that failed.")
    timeRetentions = registry.counter(
      "prometheus_tsdb_time_retentions_total", "How often windows were removed because of their age.")
    sizeRetentions = registry.counter(
      "prometheus_tsdb_size_retentions_total", "How often windows were removed because the store was too large.")
    chunksWritten = registry.counter("iapetus_tsdb_chunks_written_total", "Sealed chunks written to the store.")
    chunkBytesWritten = registry.counter("iapetus_tsdb_chunk_bytes_written_total", "Bytes of these chunks.")
    damagedChunks = registry.counter("iapetus_tsdb_damaged_chunks_total", "Chunks found damaged while reading.")
    replaySeconds = registry.gauge(
      "prometheus_tsdb_data_replay_duration_seconds", "Time taken to replay the data on disk.")
  }

  func count(_ result: AppendResult) {
    samplesAppended.add(result.storedCount)
    // Fast path: nothing remarkable happened.
    if result.storedCount > 0, result.heartbeatCount == 0, result.outOfOrderCount == 0, result.refusedCount == 0 {
      return
    }
    heartbeats.add(result.heartbeatCount)
    outOfOrder.add(result.outOfOrderCount)
    duplicates.add(result.duplicateTimestampCount)
    tooOld.add(result.tooOldCount)
    tooFarAhead.add(result.tooFarAheadCount)
  }

  /// Publishes how much of a store's files counts as memory of the process.
  static func publish(_ store: Store, in registry: Registry) {
    registry.collect("iapetus_storage_mapped_bytes", "Of the store's files: what is mapped into memory now.", .gauge) {
      [.init(value: Double(store.mappedBytes))]
    }
  }

  /// Publishes what a head holds whenever it is asked for.
  static func publish(_ head: Head, in registry: Registry) {
    func gauge(_ name: String, _ help: String, _ value: @escaping @Sendable (HeadCounts, Head.Extent) -> Double) {
      registry.collect(name, help, .gauge) {
        let (counts, extent) = head.reading { (head.counts, head.extent) }
        return [.init(value: value(counts, extent))]
      }
    }
    gauge("prometheus_tsdb_head_series", "Total number of series in the head.") { counts, _ in Double(counts.series) }
    gauge("prometheus_tsdb_head_chunks", "Total number of chunks in the head.") { counts, _ in Double(counts.chunks) }
    gauge("prometheus_tsdb_lowest_timestamp", "Lowest timestamp held, in milliseconds.") { counts, extent in
      counts.series == 0 ? 0 : Double(extent.oldest)
    }
    gauge("prometheus_tsdb_head_max_time", "Maximum timestamp of the head, in milliseconds.") { counts, extent in
      counts.series == 0 ? 0 : Double(extent.newest)
    }
  }
}
