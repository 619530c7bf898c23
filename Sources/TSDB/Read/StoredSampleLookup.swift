import LevelDB
import Storage
import TimeSeries

/// Finds single samples in the store, for late samples that may be there already.
///
/// Remembers the last window of a series that it looked into: late samples come many to a window. Belongs to one
/// thread; ``forget()`` after each change of chunks.
final class StoredSampleLookup {
  private let store: Store
  private let head: Head
  private let decoder = ChunkDecoder()
  private let onDamage: (StorageError) -> Void
  private var known = SampleColumns()
  private var knownSeries: UInt64 = 0
  private var knownRange: Range<Timestamp> = 0..<0

  /// - Parameter onDamage: told of chunks that cannot be read. Their samples count as absent, because the batch that
  ///   asks is in the log already: a sample too many is sorted out by readers, one too few is lost.
  init(_ store: Store, _ head: Head, onDamage: @escaping (StorageError) -> Void) {
    self.store = store
    self.head = head
    self.onDamage = onDamage
  }

  func forget() {
    knownRange = 0..<0
  }

  func sample(of series: SeriesID, at timestamp: Timestamp) -> LateSample? {
    if knownSeries != series.rawValue || !knownRange.contains(timestamp) { load(series.rawValue, timestamp) }
    let row = known.lowerBound(timestamp)
    guard row < known.count, known.timestamps[row] == timestamp else { return nil }
    return LateSample(
      series: series, timestamp: timestamp, value: known.values[row], histogram: known.histogram(at: row))
  }

  private func load(_ series: UInt64, _ timestamp: Timestamp) {
    known.removeAll()
    let start = WindowLengths.start(timestamp, store.lengths.short)
    let end = start + store.lengths.short - 1
    for window in head.windows.overlapping(start, end, store.lengths) {
      do { try load(series, window, start, end) } catch { onDamage(error) }
    }
    known.sortUnique()
    knownSeries = series
    knownRange = start..<end + 1
  }

  private func load(
    _ series: UInt64, _ window: StoredWindow, _ from: Timestamp, _ through: Timestamp
  ) throws(StorageError) {
    let cursor = try store.database.cursor(verifies: false)
    KeySchema.chunks(window.space, window: window.start, from: series).withBytes { cursor.seek($0) }
    while cursor.isValid, let key = KeySchema.chunkKey(cursor.key, in: window.space), key.window == window.start,
      key.series == series
    {
      guard decoder.decode(cursor.value, from: window.start, seed: KeySchema.seed(cursor.key)) else {
        throw DamagedChunk.error(series, window)
      }
      decoder.append(from: from, through: through, to: &known)
      cursor.next()
    }
    do { try cursor.check() } catch { throw Store.error(error) }
  }
}
