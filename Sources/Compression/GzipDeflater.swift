internal import CZlib

/// Packs a stream of bytes as gzip: append, take what has come out, finish.
///
/// Not thread-safe.
package final class GzipDeflater {
  // zlib's state points back at this struct, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var output: [UInt8] = []

  /// - Parameter level: zlib's, 1 (fast) to 9 (small). Text such as ours gains little beyond 1.
  package init(level: Int = 1) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = iap_deflate_init_gzip(stream, CInt(level))
    precondition(code == Z_OK, "no memory for zlib's state, or a level it does not know: \(level) (code \(code))")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Packs `input`; what is ready waits for ``take()``.
  package func append(_ input: RawSpan) { deflate(input, Z_NO_FLUSH) }

  /// Makes everything appended so far readable for the receiver, at some cost in size.
  package func flush() { deflate([UInt8]().span.bytes, Z_SYNC_FLUSH) }

  /// Ends the stream. Nothing may be appended after it.
  package func finish() { deflate([UInt8]().span.bytes, Z_FINISH) }

  /// The packed bytes that were not taken before.
  package func take() -> [UInt8] {
    defer { output = [] }
    return output
  }

  /// All of `bytes` in one piece.
  package static func compress(_ bytes: RawSpan, level: Int = 1) -> [UInt8] {
    let deflater = GzipDeflater(level: level)
    deflater.append(bytes)
    deflater.finish()
    return deflater.take()
  }

  private func deflate(_ input: RawSpan, _ mode: CInt) {
    input.withUnsafeBytes { bytes in
      var rest = UnsafeRawBufferPointer(rebasing: bytes[...])
      repeat {
        let offered = min(rest.count, 1 << 30)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: rest.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(offered)
        drain(offered < rest.count ? Z_NO_FLUSH : mode)
        rest = UnsafeRawBufferPointer(rebasing: rest[offered...])
      } while !rest.isEmpty
    }
  }

  /// Runs zlib until it has room left, which means that it has nothing more to say.
  private func drain(_ mode: CInt) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 14) { room in
      repeat {
        stream.pointee.next_out = room.baseAddress
        stream.pointee.avail_out = UInt32(room.count)
        let code = CZlib.deflate(stream, mode)
        precondition(code != Z_STREAM_ERROR, "bytes appended to a finished gzip stream")
        output.append(contentsOf: room[..<(room.count - Int(stream.pointee.avail_out))])
      } while stream.pointee.avail_out == 0
    }
  }
}
