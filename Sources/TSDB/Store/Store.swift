import Glibc
import LevelDB
import Storage
import Threads
import TimeSeries

/// The LevelDB under a time-series database: opened, checked for its format, and with the store's own errors.
final class Store: Sendable {
  /// 1 had the batch log in another space, with series and records of other rooms beside it.
  private static let format = "iapetus 2"
  private static let reopenAttempts = 500
  private static let reopenPauseMicroseconds: UInt32 = 10_000
  private static let formatKey = KeySchema.meta("format")
  private static let windowKey = KeySchema.meta("window")
  private static let nextSeriesKey = KeySchema.meta("next series")

  let path: String
  let lengths: WindowLengths
  private let options: DatabaseOptions
  private let state: Locked<State>

  private enum State {
    case open(Database)
    /// Between two handles, because the first one failed.
    case reopening
    case closed
  }

  /// Opens the store, or makes it.
  init(_ settings: TimeSeriesSettings) throws(StorageError) {
    do {
      try Directory.make(settings.path)
      let database = try Database(path: settings.path, options: settings.databaseOptions)
      lengths = try Store.checkFormat(database, settings)
      state = Locked(.open(database))
      path = settings.path
      options = settings.databaseOptions
    } catch let error as LevelDBError {
      throw Store.openingError(error, settings.path)
    } catch let error as StorageError {
      throw error
    } catch {
      throw StorageError(.io, "opening the store \(settings.path): \(error)")
    }
  }

  /// A new store is given the format and the windows of this build; an old one must have a format that is known.
  private static func checkFormat(
    _ database: Database, _ settings: TimeSeriesSettings
  ) throws -> WindowLengths {
    guard let found = try database.value(of: formatKey) else {
      let batch = WriteBatch()
      batch.put(formatKey, Array(format.utf8))
      batch.put(windowKey, Array(String(settings.window).utf8))
      try database.write(batch, sync: true)
      return WindowLengths(short: settings.window)
    }
    guard found == Array(format.utf8) else {
      let text = String(decoding: found, as: UTF8.self)
      throw StorageError(
        .corrupt, "opening the store \(settings.path): its format is \"\(text)\", this build reads \"\(format)\"")
    }
    let text = try database.value(of: windowKey).map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard let window = Milliseconds(text), window > 0 else {
      throw StorageError(.corrupt, "opening the store \(settings.path): its window length is \"\(text)\"")
    }
    return WindowLengths(short: window)
  }

  private static func openingError(_ error: LevelDBError, _ path: String) -> StorageError {
    switch error.reason {
    case .locked:
      StorageError(.io, "\(error); another server uses this folder: stop it, or choose another --storage.tsdb.path")
    case .corrupt, .notFound, .invalid:
      StorageError(
        .corrupt,
        "\(error); nothing was changed: bring back a copy, or choose another --storage.tsdb.path to begin with nothing")
    case .io: StorageError(.io, "\(error)")
    }
  }

  /// LevelDB's errors while the store is in use.
  static func error(_ error: LevelDBError) -> StorageError {
    StorageError(error.reason == .corrupt ? .corrupt : .io, error.description)
  }

  /// - Throws: ``StorageError`` with reason `closed` after ``release()``.
  var database: Database {
    get throws(StorageError) {
      switch state.withLock({ $0 }) {
      case .open(let database): return database
      case .reopening: throw StorageError(.notReady, "using the store \(path): it is being opened again; try again")
      case .closed: throw StorageError(.closed, "using the store \(path): it is closed")
      }
    }
  }

  /// Lets go of LevelDB, which closes when the last selection is gone.
  func release() { state.withLock { $0 = .closed } }

  /// Opens LevelDB anew. After a failed write it may refuse all further ones, and a torn record may stand at the end of
  /// its log; opening sets both right. Waits some seconds for selections that still use the old handle.
  func reopen() throws(StorageError) {
    state.withLock { $0 = .reopening }
    for _ in 0..<Store.reopenAttempts {
      do {
        let database = try Database(path: path, options: options)
        state.withLock { $0 = .open(database) }
        return
      } catch  where error.reason == .locked {
        usleep(Store.reopenPauseMicroseconds)
      } catch {
        throw Store.openingError(error, path)
      }
    }
    throw StorageError(.notReady, "opening the store \(path) again: queries still use it; try again")
  }

  /// Writes a batch.
  func write(_ batch: WriteBatch, sync: Bool = false) throws(StorageError) {
    let database = try database
    do { try database.write(batch, sync: sync) } catch { throw Store.error(error) }
  }

  /// The first series id that no stored series has or had.
  func nextSeries() throws(StorageError) -> UInt64 {
    let database = try database
    do {
      guard let bytes = try database.value(of: Store.nextSeriesKey) else { return 1 }
      return UInt64(String(decoding: bytes, as: UTF8.self)) ?? 1
    } catch { throw Store.error(error) }
  }

  /// Remembers that ids below `next` have been given out, before the last of them is removed.
  func putNextSeries(_ next: UInt64, in batch: WriteBatch) {
    batch.put(Store.nextSeriesKey, Array(String(next).utf8))
  }

  /// How much of the files counts as memory of the process; 0 while there is no handle.
  var mappedBytes: Int { (try? database)?.mappedBytes ?? 0 }

  /// Calls `body` for every entry of a space, in key order, until it returns `false`.
  func walk(
    _ space: KeySpace, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(StorageError) -> Bool
  ) throws(StorageError) {
    try walk(prefix: [space.rawValue], body)
  }

  func walk(
    prefix: [UInt8], _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(StorageError) -> Bool
  ) throws(StorageError) {
    try Store.walk(try database.cursor(fillsCache: false), prefix: prefix, body)
  }

  static func walk(
    _ cursor: Cursor, prefix: [UInt8],
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(StorageError) -> Bool
  ) throws(StorageError) {
    cursor.seek(prefix)
    while cursor.isValid, cursor.key.starts(with: prefix) {
      guard try body(cursor.key, cursor.value) else { return }
      cursor.next()
    }
    do { try cursor.check() } catch { throw Store.error(error) }
  }

  /// The windows that have chunks, found by leaping from one to the next.
  func windows() throws(StorageError) -> StoredWindows {
    var windows = StoredWindows()
    let cursor = try database.cursor(fillsCache: false)
    for space in [KeySpace.chunk, .longChunk] {
      cursor.seek([space.rawValue])
      while cursor.isValid, let key = KeySchema.chunkKey(cursor.key, in: space) {
        windows.insert(key.window, in: space)
        KeySchema.chunks(space, window: key.window + 1).withBytes { cursor.seek($0) }
      }
      do { try cursor.check() } catch { throw Store.error(error) }
    }
    return windows
  }
}
