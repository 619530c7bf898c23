/// The memory of an open chunk: 64-bit words, of which the full ones never change again.
///
/// The header holds how many words fit. Readers that captured a chunk keep its words alive while the head has already
/// moved on to a larger copy.
typealias ChunkWords = ManagedBuffer<Int, UInt64>

extension ManagedBuffer<Int, UInt64> {
  static func allocate(wordCapacity: Int) -> ChunkWords {
    ChunkWords.create(minimumCapacity: wordCapacity) { _ in wordCapacity }
  }

  /// Where the words are; valid as long as the object is.
  var start: UnsafeMutablePointer<UInt64> { withUnsafeMutablePointerToElements { $0 } }
}
