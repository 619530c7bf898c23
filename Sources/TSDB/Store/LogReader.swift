import LevelDB
import Storage
import TimeSeries

/// Reads the batch log, a round of records at a time. What a record makes known besides samples is handed on at once.
// @unchecked: used by one thread at a time.
final class LogReader: @unchecked Sendable {
  struct Record {
    var sequence: UInt64
    var batch: SampleBatch
    /// The retention's edge when the record was written.
    var tooOldBefore: Timestamp
  }

  private let store: Store
  private let registry: SeriesRegistry
  private let head: Head
  private let pending: PendingRecords
  private let cursor: Cursor
  /// The newest timestamp so far.
  private var newest: Timestamp

  private(set) var oldestSequence: UInt64?
  private(set) var newestSequence: UInt64 = 0
  private(set) var byteCount = 0
  private(set) var recordCount = 0

  /// How many samples a round has at least, unless it is the last.
  private static let samplesPerRound = 1 << 15

  init(_ store: Store, _ registry: SeriesRegistry, _ head: Head, _ pending: PendingRecords) throws(StorageError) {
    self.store = store
    self.registry = registry
    self.head = head
    self.pending = pending
    cursor = try store.database.cursor(fillsCache: false)
    newest = head.extent.newest
    cursor.seek([KeySpace.batchLog.rawValue])
  }

  /// The next records; none at the end.
  func next() throws(StorageError) -> [Record] {
    var records: [Record] = []
    var sampleCount = 0
    while sampleCount < LogReader.samplesPerRound, cursor.isValid, cursor.key.first == KeySpace.batchLog.rawValue {
      let record = try decode(cursor.key, cursor.value)
      sampleCount += record.batch.count
      records.append(record)
      cursor.next()
    }
    do { try cursor.check() } catch { throw Store.error(error) }
    return records
  }

  private func decode(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) throws(StorageError) -> Record {
    guard let sequence = KeySchema.number(key, in: .batchLog), let record = BatchRecord.decode(value),
      registry.restore(record.newSeries)
    else { throw Recovery.damaged("a record of the batch log", key, store.path) }
    pending.note(record.batch.records)
    note(sequence, byteCount: key.count + value.count)
    defer { newest = max(newest, record.batch.timestamps.max() ?? .min) }
    return Record(sequence: sequence, batch: record.batch, tooOldBefore: head.retentionEdge(newest: newest))
  }

  private func note(_ sequence: UInt64, byteCount: Int) {
    oldestSequence = oldestSequence ?? sequence
    newestSequence = max(newestSequence, sequence)
    self.byteCount += byteCount
    recordCount += 1
  }
}
