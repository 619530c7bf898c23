/// Bits copied to where ``BitReader`` may read past their end.
final class WordScratch {
  private let column = ScratchColumn<UInt64>(capacity: 512)

  /// Loads bytes that hold bits, most significant first.
  func load(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<UInt64> {
    let wordCount = bytes.count / 8
    column.reserve(wordCount + 1 + BitReader.paddingWords)
    let start = column.start
    for index in 0..<wordCount {
      start[index] = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    var tail: UInt64 = 0
    for index in 8 * wordCount..<bytes.count { tail = tail << 8 | UInt64(bytes[index]) }
    let tailBytes = bytes.count - 8 * wordCount
    finish(tailBytes == 0 ? 0 : tail << UInt64(64 - 8 * tailBytes), at: wordCount)
    return UnsafePointer(start)
  }

  /// Loads a captured open chunk: its full words, then the pending one.
  func load(_ chunk: OpenChunk) -> UnsafePointer<UInt64> {
    let wordCount = chunk.fullWordCount
    column.reserve(wordCount + 1 + BitReader.paddingWords)
    column.start.update(from: chunk.words.start, count: wordCount)
    finish(chunk.pending, at: wordCount)
    return UnsafePointer(column.start)
  }

  @inline(__always)
  private func finish(_ last: UInt64, at index: Int) {
    column.start[index] = last
    for padding in 1...BitReader.paddingWords { column.start[index + padding] = 0 }
  }
}
