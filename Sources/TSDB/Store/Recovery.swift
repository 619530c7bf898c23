import LevelDB
import Logging
import Storage
import TimeSeries

/// Opening a store: what it holds becomes registry and head, and the log is replayed.
struct Recovery {
  let store: Store
  let registry: SeriesRegistry
  let head: Head
  let pending = PendingRecords()
  private(set) var nextSequence: UInt64 = 1
  private(set) var oldestSequence: UInt64 = 1
  private(set) var logBytes = 0
  private(set) var replayedRecords = 0
  /// By slot: the newest log record that the series' checkpoint covers.
  private var covered: [UInt64]

  init(_ settings: TimeSeriesSettings, onDamage: @escaping (StorageError) -> Void) throws(StorageError) {
    let store = try Store(settings)
    self.store = store
    registry = try Recovery.registry(store, settings)
    let head = Head(
      limits: .init(
        window: store.lengths.short, chunkSamples: settings.chunkSamplesMax, retention: settings.retentionTime))
    self.head = head
    covered = Array(repeating: 0, count: registry.count)
    head.table.grow(to: registry.count)
    head.windows = try store.windows()
    try loadOpenRecords()
    try replay(onDamage)
  }

  private static func registry(_ store: Store, _ settings: TimeSeriesSettings) throws(StorageError) -> SeriesRegistry {
    let ended = try endedSeries(store)
    var series: [(id: UInt64, labels: Labels)] = []
    try store.walk(.series) { key, value throws(StorageError) in
      guard let id = KeySchema.number(key, in: .series), let labels = Labels(validating: Array(value)) else {
        throw damaged("the labels of a series", key, settings.path)
      }
      if !ended.contains(id) { series.append((id, labels)) }
      return true
    }
    let next = max(try store.nextSeries(), (series.last?.id ?? 0) + 1)
    return SeriesRegistry(stored: series, firstNew: next, seriesLimit: settings.seriesLimit)
  }

  /// Series without a sample: retention has taken the last one. They are removed, unless a log is still to be replayed,
  /// which may hold samples of theirs.
  private static func endedSeries(_ store: Store) throws(StorageError) -> Set<UInt64> {
    var hasLog = false
    try store.walk(.batchLog) { _, _ in
      hasLog = true
      return false
    }
    if hasLog { return [] }
    var living: Set<UInt64> = []
    try store.walk(.open) { key, _ in
      if let id = KeySchema.number(key, in: .open) { living.insert(id) }
      return true
    }
    let batch = WriteBatch()
    var ended: Set<UInt64> = []
    var newest: UInt64 = 0
    try store.walk(.series) { key, _ in
      guard let id = KeySchema.number(key, in: .series) else { return true }
      newest = id
      if !living.contains(id) {
        ended.insert(id)
        batch.delete(key)
      }
      return true
    }
    guard !ended.isEmpty else { return [] }
    store.putNextSeries(max(newest + 1, try store.nextSeries()), in: batch)
    try store.write(batch)
    return ended
  }

  static func damaged(_ what: String, _ key: UnsafeRawBufferPointer, _ path: String) -> StorageError {
    StorageError(
      .corrupt,
      "opening the store \(path): \(what) under key \(Array(key)) cannot be read; nothing was changed: "
        + "bring back a copy, or choose another --storage.tsdb.path to begin with nothing")
  }

  private mutating func loadOpenRecords() throws(StorageError) {
    var newest: UInt64 = 0
    try store.walk(.open) { key, value throws(StorageError) in
      guard let id = KeySchema.number(key, in: .open), let record = OpenRecord(decoding: value, head.decoder) else {
        throw Recovery.damaged("the open chunk of a series", key, store.path)
      }
      guard let slot = registry.slots.slot(of: SeriesID(id)), slot < covered.count else { return true }
      head.restore(record, to: slot)
      covered[slot] = record.coveredThrough
      newest = max(newest, record.coveredThrough)
      return true
    }
    nextSequence = newest + 1
    oldestSequence = nextSequence
  }

  private mutating func replay(_ onDamage: @escaping (StorageError) -> Void) throws(StorageError) {
    let reader = try LogReader(store, registry, head, pending)
    let count = LogReplay.shareCount
    let appenders = (0..<count).map { index in
      HeadAppender(
        head, stored: StoredSampleLookup(store, head, onDamage: onDamage), share: .init(index, ofPowerOfTwo: count))
    }
    try LogReplay(reader: reader, registry: registry, head: head, covered: covered, appenders: appenders).run()
    head.table.grow(to: registry.count)
    nextSequence = max(nextSequence, reader.newestSequence + 1)
    oldestSequence = reader.oldestSequence ?? nextSequence
    (logBytes, replayedRecords) = (reader.byteCount, reader.recordCount)
  }
}
