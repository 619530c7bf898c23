package import LevelDB
import Telemetry
package import TimeSeries

/// How a time-series database is kept: where, how long, and within which bounds.
package struct TimeSeriesSettings: Sendable {
  package var path: String
  /// Samples older than the newest one by more than this are removed, and refused.
  package var retentionTime: Milliseconds = 15 * 86_400_000
  /// When the store takes more bytes on disk, its oldest days go. `nil`: no such bound.
  package var retentionBytes: Int?
  /// What a power failure may cost at most.
  package var syncInterval: Milliseconds = 1000
  /// The longest time between two checkpoints; bounds what a restart replays.
  package var checkpointInterval: Milliseconds = 300_000
  /// A checkpoint is also made when the batch log has grown by this, and by so much for each series: it writes an open
  /// chunk for each of them.
  package var checkpointLogBytes = 64 << 20
  package var checkpointLogBytesPerSeries = 256
  /// How much of new series and changed records may stand in the log alone.
  package var pendingBytesMax = 1 << 20
  /// How many batches may wait for the writer, and how many bytes of samples in them.
  package var queuedBatchesMax = 8192
  package var queuedBytesMax = 128 << 20
  /// How many series may be held at once.
  package var seriesLimit = 10_000_000
  /// The length of a window, for a store that is made new. An old store keeps its own.
  package var window: Milliseconds = 1_800_000
  /// A chunk that has this many samples is ended within its window.
  package var chunkSamplesMax = 240
  /// Windows are merged to chunks of this many samples.
  package var longChunkSamplesMax = 960
  /// A window that was merged is merged again, because late samples came, after this long.
  package var mergeAgainInterval: Milliseconds = 3_600_000
  /// A sample that is further ahead of the clock is refused.
  package var futureLimit: Milliseconds = 600_000
  package var databaseOptions = DatabaseOptions()
  /// How much of the store's mapped files counts as memory of the process.
  package var mappedBytesMax: Int {
    get { databaseOptions.mappedBytesMax }
    set { databaseOptions.mappedBytesMax = newValue }
  }
  /// The time now.
  package var clock: @Sendable () -> Timestamp = { Clock.now() }

  package init(path: String) { self.path = path }
}
