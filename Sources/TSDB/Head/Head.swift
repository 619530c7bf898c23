import Storage
import Threads
import TimeSeries

/// All series in memory, with the samples that the store does not have as chunks yet.
///
/// *Threads:* the writer's thread alone changes the head, and holds the lock for writing while it does. Any thread reads
/// with the lock held for reading; the writer's thread may read without.
// @unchecked: as said above.
final class Head: @unchecked Sendable {
  /// What is known of all series together.
  struct Extent: Sendable, Equatable {
    var oldest = Timestamp.max
    var newest = Timestamp.min
  }

  struct Limits: Sendable {
    var window: Milliseconds
    var chunkSamples: Int
    var retention: Milliseconds
  }

  /// What appending adds to what is known of all series together.
  struct Gain: Sendable {
    var counts = HeadCounts()
    var extent = Extent()
  }

  let limits: Limits
  let table = HeadTable()
  var extent = Extent()
  var counts = HeadCounts()
  /// Which windows the store has chunks of.
  var windows = StoredWindows()
  let decoder = ChunkDecoder()
  private let lock = ReadWriteLocked(())

  init(limits: Limits) { self.limits = limits }

  @inline(__always)
  func reading<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    try lock.withReadLock { _ throws(Failure) in try body() }
  }

  @inline(__always)
  func writing<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    try lock.withWriteLock { _ throws(Failure) in try body() }
  }

  /// The start of the window that holds `timestamp`.
  @inline(__always)
  func windowStart(_ timestamp: Timestamp) -> Timestamp {
    let rest = timestamp % limits.window
    return timestamp &- (rest < 0 ? rest &+ limits.window : rest)
  }

  /// Samples older than this are refused.
  var retentionEdge: Timestamp { retentionEdge(newest: extent.newest) }

  func retentionEdge(newest: Timestamp) -> Timestamp {
    newest == .min ? .min : newest.subtractingReportingOverflow(limits.retention).partialValue
  }

  func take(_ gain: Gain) {
    counts.series += gain.counts.series
    counts.chunks += gain.counts.chunks
    extent.newest = max(extent.newest, gain.extent.newest)
    extent.oldest = min(extent.oldest, gain.extent.oldest)
  }
}
