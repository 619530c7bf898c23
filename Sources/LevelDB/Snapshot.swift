internal import CLevelDB

/// The database as it was at one moment, until the value is dropped. Keeps the database open.
// @unchecked: the handle is only passed to functions of the database, which are thread-safe.
package final class Snapshot: @unchecked Sendable {
  let database: Database
  let handle: OpaquePointer

  init(of database: Database) {
    guard let handle = leveldb_create_snapshot(database.handle) else {
      preconditionFailure("LevelDB gave no snapshot, which it always does")
    }
    self.database = database
    self.handle = handle
  }

  deinit { leveldb_release_snapshot(database.handle, handle) }

  /// A cursor over the database as of this snapshot.
  ///
  /// - Parameter verifies: whether LevelDB checks the sum of each block; not needed where values carry their own.
  package func cursor(verifies: Bool = true, fillsCache: Bool = true) -> Cursor {
    Cursor(over: database, as: self, verifies: verifies, fillsCache: fillsCache)
  }
}
