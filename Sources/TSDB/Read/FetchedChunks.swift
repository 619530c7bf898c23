import LevelDB
import Storage
import TimeSeries

/// The stored chunks of a block of series, copied out of the store window by window and chained by series.
///
/// One cursor walks each window once, from the block's first series to its last. Belongs to one call of `read`.
final class FetchedChunks {
  /// A chunk's place in `bytes`.
  struct Piece {
    var window: StoredWindow
    var offset: Int
    var count: Int
    var seed: UInt64
    var part: KeySchema.Part
    /// The next piece of the series; −1 at its end.
    var next: Int32
  }

  private let cursor: Cursor
  private var bytes: [UInt8] = []
  private var pieces: [Piece] = []
  /// By series of the block: its first and last piece; −1 for none.
  private var firsts: [Int32] = []
  private var lasts: [Int32] = []

  /// How many keys are stepped over before seeking is cheaper.
  private static let stepsMax = 8

  init(_ cursor: Cursor) {
    self.cursor = cursor
  }

  /// Fetches the chunks of the series `ids`, ascending, from all `windows`.
  func load(_ ids: [UInt64], _ windows: [StoredWindow]) throws {
    bytes.removeAll(keepingCapacity: true)
    pieces.removeAll(keepingCapacity: true)
    firsts = Array(repeating: -1, count: ids.count)
    lasts = firsts
    for window in windows { try load(ids, window) }
  }

  /// Calls `body` with each chunk of the series at `index` of the block, in order of windows.
  @inline(__always)
  func forEach(_ index: Int, _ body: (Piece, UnsafeRawBufferPointer) throws -> Void) rethrows {
    var next = firsts[index]
    while next >= 0 {
      let piece = pieces[Int(next)]
      try bytes.withUnsafeBytes {
        try body(piece, UnsafeRawBufferPointer(rebasing: $0[piece.offset..<piece.offset + piece.count]))
      }
      next = piece.next
    }
  }

  private func load(_ ids: [UInt64], _ window: StoredWindow) throws {
    guard var index = ids.firstIndex(where: { $0 >= window.firstSeries }) else { return }
    seek(ids[index], window)
    while index < ids.count, cursor.isValid {
      let key = cursor.key
      guard let chunk = KeySchema.chunkKey(key, in: window.space), chunk.window == window.start else { break }
      if chunk.series == ids[index] {
        take(index, window, key)
        cursor.next()
      } else if chunk.series > ids[index] {
        index += 1
      } else {
        approach(ids[index], window)
      }
    }
    try cursor.check()
  }

  /// Moves to the chunks of `id`, which lie ahead: a few steps, or a seek.
  private func approach(_ id: UInt64, _ window: StoredWindow) {
    for _ in 0..<FetchedChunks.stepsMax {
      cursor.next()
      guard cursor.isValid, let chunk = KeySchema.chunkKey(cursor.key, in: window.space),
        chunk.window == window.start, chunk.series < id
      else { return }
    }
    seek(id, window)
  }

  private func seek(_ id: UInt64, _ window: StoredWindow) {
    KeySchema.chunks(window.space, window: window.start, from: id).withBytes { cursor.seek($0) }
  }

  private func take(_ index: Int, _ window: StoredWindow, _ key: UnsafeRawBufferPointer) {
    guard let part = KeySchema.part(key) else { return }
    let value = cursor.value
    let place = Int32(pieces.count)
    pieces.append(
      Piece(window: window, offset: bytes.count, count: value.count, seed: KeySchema.seed(key), part: part, next: -1))
    bytes.append(contentsOf: value)
    if lasts[index] >= 0 { pieces[Int(lasts[index])].next = place } else { firsts[index] = place }
    lasts[index] = place
  }
}
