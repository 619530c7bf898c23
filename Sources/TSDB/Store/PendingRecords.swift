import LevelDB
import Storage
import Threads
import TimeSeries

/// Record changes that stand in the batch log alone, the newest of each key.
///
/// A fleet changes the same few records with every scrape. In LevelDB each change would be another entry, in a file whose
/// keys span the whole store, so that LevelDB merges the log's files again and again; here only the last one reaches its
/// space, with the next checkpoint.
///
/// *Threads:* the writer's thread changes it, any thread reads.
final class PendingRecords: Sendable {
  fileprivate struct State {
    /// By key of the store.
    var values: [[UInt8]: [UInt8]?] = [:]
    var byteCount = 0
  }

  /// What an entry costs besides its bytes, about.
  fileprivate static let entryBytes = 128

  private let state = Locked(State())

  /// About how much memory is held.
  var byteCount: Int { state.withLock { $0.byteCount } }

  func note(_ changes: [RecordChange]) {
    guard !changes.isEmpty else { return }
    state.withLock { state in
      for change in changes { state.note(KeySchema.record(change.space, change.key), change.value) }
    }
  }

  /// Puts all of them out and forgets them if `write` succeeds. Readers wait for the write alone.
  func store(
    in output: WriteBatch, _ write: () throws(StorageError) -> Void
  ) throws(StorageError) {
    let values = state.withLock { $0.values }
    for (key, value) in values.sorted(by: { ByteOrder.precedes($0.key, $1.key) }) {
      if let value { output.put(key, value) } else { output.delete(key) }
    }
    try state.withLock { (state) throws(StorageError) in
      try write()
      state = State()
    }
  }

  /// The records of a space as they are now: those of `store`, with what is pending.
  func records(
    in space: RecordChange.Space, keyPrefix: [UInt8], of store: Store
  ) throws(StorageError) -> [RecordChange] {
    let prefix = KeySchema.record(space, keyPrefix)
    // The cursor is made under the lock: it sees either what is pending here, or what has been stored of it.
    let (values, cursor) = try state.withLock { (state) throws(StorageError) in
      (state.values.filter { $0.key.starts(with: prefix) }, try store.database.cursor(fillsCache: false))
    }
    var records: [RecordChange] = []
    try Store.walk(cursor, prefix: prefix) { key, value in
      let key = Array(key)
      if values[key] == nil { records.append(.init(space: space, key: Array(key.dropFirst()), value: Array(value))) }
      return true
    }
    for case (let key, let value?) in values {
      records.append(.init(space: space, key: Array(key.dropFirst()), value: value))
    }
    return values.isEmpty ? records : records.sorted { ByteOrder.precedes($0.key, $1.key) }
  }
}

extension PendingRecords.State {
  fileprivate mutating func note(_ key: [UInt8], _ value: [UInt8]?) {
    let former = values.updateValue(value, forKey: key)
    byteCount += value?.count ?? 0
    if let former { byteCount -= former?.count ?? 0 } else { byteCount += key.count + PendingRecords.entryBytes }
  }
}
