internal import CLevelDB
internal import CLevelDBEnv

/// An open LevelDB. It closes when the last value that needs it (cursor, snapshot) is gone. Safe to use from any thread.
// @unchecked: LevelDB synchronises its handle itself; everything else is immutable.
package final class Database: @unchecked Sendable {
  package let path: String
  let handle: OpaquePointer
  private let options: OpaquePointer
  private let cache: OpaquePointer
  /// `nil`: LevelDB's own.
  private let environment: OpaquePointer?
  private let plainWrite: OpaquePointer
  private let syncedWrite: OpaquePointer
  private let read: OpaquePointer

  /// Opens, and replays what was written since LevelDB's last sorted file.
  package init(path: String, options settings: DatabaseOptions = DatabaseOptions()) throws(LevelDBError) {
    guard let options = leveldb_options_create(), let cache = leveldb_cache_create_lru(settings.cacheBytes),
      let plainWrite = leveldb_writeoptions_create(), let syncedWrite = leveldb_writeoptions_create(),
      let read = leveldb_readoptions_create()
    else { preconditionFailure("out of memory for the options of a database") }
    Database.set(settings, on: options)
    leveldb_options_set_cache(options, cache)
    let environment = iap_env_new(settings.mappedBytesMax)
    if let environment { leveldb_options_set_env(options, environment) }
    leveldb_writeoptions_set_sync(syncedWrite, 1)
    leveldb_readoptions_set_verify_checksums(read, 1)
    var message: UnsafeMutablePointer<CChar>?
    guard let handle = leveldb_open(options, path, &message) else {
      for writeOptions in [plainWrite, syncedWrite] { leveldb_writeoptions_destroy(writeOptions) }
      leveldb_readoptions_destroy(read)
      leveldb_options_destroy(options)
      leveldb_cache_destroy(cache)
      if let environment { iap_env_free(environment) }
      throw LevelDBError("opening \(path)", Database.take(message))
    }
    self.path = path
    self.handle = handle
    self.options = options
    self.cache = cache
    self.environment = environment
    self.plainWrite = plainWrite
    self.syncedWrite = syncedWrite
    self.read = read
  }

  deinit {
    leveldb_close(handle)
    leveldb_options_destroy(options)
    leveldb_cache_destroy(cache)
    if let environment { iap_env_free(environment) }
    leveldb_writeoptions_destroy(plainWrite)
    leveldb_writeoptions_destroy(syncedWrite)
    leveldb_readoptions_destroy(read)
  }

  /// Writes the whole batch or nothing of it. It survives the end of the process, and with `sync` that of the machine.
  package func write(_ batch: WriteBatch, sync: Bool = false) throws(LevelDBError) {
    var message: UnsafeMutablePointer<CChar>?
    leveldb_write(handle, sync ? syncedWrite : plainWrite, batch.handle, &message)
    try check(message, "writing \(batch.byteCount) bytes to \(path)")
  }

  /// The value of `key`, if there is one.
  package func value(of key: [UInt8]) throws(LevelDBError) -> [UInt8]? {
    var message: UnsafeMutablePointer<CChar>?
    var count = 0
    let start = key.withUnsafeBytes { key in
      let key = Characters(key)
      return leveldb_get(handle, read, key.start, key.count, &count, &message)
    }
    try check(message, "reading \(path)")
    guard let start else { return nil }
    defer { leveldb_free(start) }
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  package func snapshot() -> Snapshot { Snapshot(of: self) }

  /// A cursor over the database as it is now.
  package func cursor(verifies: Bool = true, fillsCache: Bool = true) -> Cursor {
    Cursor(over: self, as: nil, verifies: verifies, fillsCache: fillsCache)
  }

  /// Rewrites the files that hold keys in `first ..< limit`, so that deleted entries give their space back. Blocks for
  /// as long as that takes; what is still in memory is written as a file, too.
  package func compact(from first: [UInt8], to limit: [UInt8]) {
    first.withUnsafeBytes { first in
      limit.withUnsafeBytes { limit in
        let (first, limit) = (Characters(first), Characters(limit))
        leveldb_compact_range(handle, first.start, first.count, limit.start, limit.count)
      }
    }
  }

  /// About how many bytes of files the keys in `first ..< limit` take. What is in memory only does not count.
  package func approximateFileBytes(from first: [UInt8], to limit: [UInt8]) -> Int {
    first.withUnsafeBytes { first in
      limit.withUnsafeBytes { limit in
        let (first, limit) = (Characters(first), Characters(limit))
        var bytes: UInt64 = 0
        withUnsafePointer(to: Optional(first.start)) { firstStart in
          withUnsafePointer(to: Optional(limit.start)) { limitStart in
            withUnsafePointer(to: first.count) { firstCount in
              withUnsafePointer(to: limit.count) { limitCount in
                leveldb_approximate_sizes(handle, 1, firstStart, firstCount, limitStart, limitCount, &bytes)
              }
            }
          }
        }
        return Int(bytes)
      }
    }
  }

  /// About how many bytes of table files count as memory of the process now.
  package var mappedBytes: Int { environment.map { iap_env_resident_bytes($0) } ?? 0 }

  /// One of LevelDB's properties, such as `leveldb.stats`.
  package func property(_ name: String) -> String? {
    guard let text = leveldb_property_value(handle, name) else { return nil }
    defer { leveldb_free(text) }
    return String(cString: text)
  }

  /// Rebuilds a database that does not open, from what can be read of its files.
  package static func repair(path: String) throws(LevelDBError) {
    guard let options = leveldb_options_create() else { preconditionFailure("out of memory for options") }
    defer { leveldb_options_destroy(options) }
    var message: UnsafeMutablePointer<CChar>?
    leveldb_repair_db(options, path, &message)
    if message != nil { throw LevelDBError("repairing \(path)", take(message)) }
  }

  @inline(__always)
  func check(_ message: UnsafeMutablePointer<CChar>?, _ attempt: @autoclosure () -> String) throws(LevelDBError) {
    if message != nil { throw LevelDBError(attempt(), Database.take(message)) }
  }

  /// LevelDB's text, whose memory is given back.
  private static func take(_ message: UnsafeMutablePointer<CChar>?) -> String {
    guard let message else { return "no reason given" }
    defer { leveldb_free(message) }
    return String(cString: message)
  }

  private static func set(_ settings: DatabaseOptions, on options: OpaquePointer) {
    leveldb_options_set_create_if_missing(options, settings.createIfMissing ? 1 : 0)
    // Damage found while opening is an error, not a reason to go on with less.
    leveldb_options_set_paranoid_checks(options, 1)
    leveldb_options_set_write_buffer_size(options, settings.writeBufferBytes)
    leveldb_options_set_max_file_size(options, settings.maxFileBytes)
    leveldb_options_set_block_size(options, settings.blockBytes)
    leveldb_options_set_max_open_files(options, CInt(settings.maxOpenFiles))
    leveldb_options_set_compression(
      options, CInt(settings.compressed ? leveldb_snappy_compression : leveldb_no_compression))
  }
}
