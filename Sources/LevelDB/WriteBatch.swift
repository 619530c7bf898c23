internal import CLevelDB

/// Puts and deletes that become durable together or not at all. Not safe to share between threads.
package final class WriteBatch {
  let handle: OpaquePointer
  /// Bytes of keys and values since the last ``removeAll()``.
  package private(set) var byteCount = 0

  package init() {
    guard let handle = leveldb_writebatch_create() else { preconditionFailure("out of memory for a write batch") }
    self.handle = handle
  }

  deinit { leveldb_writebatch_destroy(handle) }

  package var isEmpty: Bool { byteCount == 0 }

  package func put(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    let (key, value) = (Characters(key), Characters(value))
    leveldb_writebatch_put(handle, key.start, key.count, value.start, value.count)
    byteCount += key.count + value.count
  }

  package func delete(_ key: UnsafeRawBufferPointer) {
    let key = Characters(key)
    leveldb_writebatch_delete(handle, key.start, key.count)
    byteCount += key.count
  }

  package func put(_ key: [UInt8], _ value: [UInt8]) {
    key.withUnsafeBytes { key in value.withUnsafeBytes { put(key, $0) } }
  }

  package func delete(_ key: [UInt8]) {
    key.withUnsafeBytes { delete($0) }
  }

  /// Empties the batch for the next use.
  package func removeAll() {
    leveldb_writebatch_clear(handle)
    byteCount = 0
  }
}
