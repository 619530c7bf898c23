import Storage

/// The error for a chunk whose checksum is wrong.
enum DamagedChunk {
  static func error(_ series: UInt64, _ window: StoredWindow) -> StorageError {
    StorageError(
      .corrupt,
      "reading a chunk of series \(series) in the window of \(window.start): its checksum is wrong; "
        + "answers lack its samples, nothing was deleted: bring back a copy of the store if they matter")
  }
}
