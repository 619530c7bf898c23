internal import CLevelDB

/// A position in the ordered keys of a database. Keeps the database open. Not safe to share between threads.
package final class Cursor {
  private let database: Database
  private let snapshot: Snapshot?
  private let options: OpaquePointer
  private let handle: OpaquePointer

  init(over database: Database, as snapshot: Snapshot?, verifies: Bool, fillsCache: Bool) {
    guard let options = leveldb_readoptions_create() else { preconditionFailure("out of memory for read options") }
    leveldb_readoptions_set_verify_checksums(options, verifies ? 1 : 0)
    leveldb_readoptions_set_fill_cache(options, fillsCache ? 1 : 0)
    if let snapshot { leveldb_readoptions_set_snapshot(options, snapshot.handle) }
    guard let handle = leveldb_create_iterator(database.handle, options) else {
      preconditionFailure("LevelDB gave no iterator, which it always does")
    }
    self.database = database
    self.snapshot = snapshot
    self.options = options
    self.handle = handle
  }

  deinit {
    leveldb_iter_destroy(handle)
    leveldb_readoptions_destroy(options)
  }

  /// Whether the cursor stands on an entry.
  @inline(__always)
  package var isValid: Bool { leveldb_iter_valid(handle) != 0 }

  /// Moves to the first entry whose key is not below `key`.
  package func seek(_ key: UnsafeRawBufferPointer) {
    let key = Characters(key)
    leveldb_iter_seek(handle, key.start, key.count)
  }

  package func seek(_ key: [UInt8]) {
    key.withUnsafeBytes { seek($0) }
  }

  @inline(__always)
  package func next() { leveldb_iter_next(handle) }

  /// The key of the entry; the bytes are there until the cursor moves. The cursor must be valid.
  @inline(__always)
  package var key: UnsafeRawBufferPointer {
    var count = 0
    let start = leveldb_iter_key(handle, &count)
    return UnsafeRawBufferPointer(start: start, count: count)
  }

  /// The value of the entry; the bytes are there until the cursor moves. The cursor must be valid.
  @inline(__always)
  package var value: UnsafeRawBufferPointer {
    var count = 0
    let start = leveldb_iter_value(handle, &count)
    return UnsafeRawBufferPointer(start: start, count: count)
  }

  /// A cursor that meets a damaged block just ends: ask here after each walk.
  package func check() throws(LevelDBError) {
    var message: UnsafeMutablePointer<CChar>?
    leveldb_iter_get_error(handle, &message)
    try database.check(message, "reading \(database.path)")
  }
}
