/// How a database is opened.
package struct DatabaseOptions: Sendable {
  /// Make the database if it is not there; without it, opening nothing is an error.
  package var createIfMissing = true
  /// Bytes collected in memory before they are written as a sorted file. Twice as much is held while one is written.
  package var writeBufferBytes = 4 << 20
  package var maxFileBytes = 16 << 20
  /// Larger than LevelDB's own 4 KiB: chunks are read by the hundred, and each block costs some 70 bytes.
  package var blockBytes = 16 << 10
  /// Bytes of uncompressed blocks that are kept for the next reader.
  package var cacheBytes = 4 << 20
  /// Of mapped table files, so many bytes count as memory of the process at most; the page cache has them still.
  package var mappedBytesMax = 32 << 20
  package var maxOpenFiles = 512
  /// Compress blocks with snappy where that makes them smaller by an eighth.
  package var compressed = true

  package init() {}
}
