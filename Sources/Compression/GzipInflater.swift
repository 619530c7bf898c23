internal import CZlib

/// Unpacks whole gzip or zlib bodies; told apart by their first bytes.
///
/// Keeps zlib's 40 KiB of state between bodies, so keep one per worker. Not thread-safe.
package final class GzipInflater {
  // zlib's state points back at this struct, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let whole = WholeInflater()

  package init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = iap_inflate_init_gzip(stream)
    precondition(code == Z_OK, "no memory for zlib's state (code \(code))")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Unpacks `input`, one or more gzip members or one zlib stream, onto the end of `output`.
  ///
  /// Memory stays within `byteCountMax`, however far the input would inflate.
  /// - Throws: `truncated` if the input ends early, `corrupt` for wrong bytes also behind the end, and `tooLarge` as
  ///   soon as `output` would pass `byteCountMax`. What `output` holds then is undefined.
  package func inflate(_ input: RawSpan, into output: BodyBuffer, byteCountMax: Int) throws(CompressionError) {
    let start = output.count
    try input.withUnsafeBytes { (bytes) throws(CompressionError) in
      switch whole.inflate(bytes, into: output, byteCountMax: byteCountMax) {
      case .complete: return
      case .tooLarge: throw GzipInflater.tooLarge(byteCountMax)
      case .refused:
        // Slow path: zlib's format, and bodies of which zlib says what is wrong with them.
        output.truncate(to: start)
        inflateReset(stream)
        try inflateMembers(bytes, output, byteCountMax)
      }
    }
  }

  private static func tooLarge(_ byteCountMax: Int) -> CompressionError {
    CompressionError(.tooLarge, "the body inflates to more than \(byteCountMax) bytes")
  }

  private func inflateMembers(
    _ input: UnsafeRawBufferPointer, _ output: BodyBuffer, _ byteCountMax: Int
  ) throws(CompressionError) {
    var rest = input
    repeat {
      while try !step(&rest, output, byteCountMax) {}
    } while try !startsNoMember(rest)
  }

  /// One call of zlib's `inflate`; `true` at the end of a member.
  private func step(
    _ rest: inout UnsafeRawBufferPointer, _ output: BodyBuffer, _ byteCountMax: Int
  ) throws(CompressionError) -> Bool {
    let offered = min(rest.count, 1 << 30)
    let room = output.reserve(max(1 << 14, min(4 * offered, 1 << 20)), capacityMax: byteCountMax)
    let (code, consumed, produced, overflowed) = run(rest, offered, room)
    rest = UnsafeRawBufferPointer(rebasing: rest[consumed...])
    output.commit(produced)
    if overflowed { throw GzipInflater.tooLarge(byteCountMax) }
    switch code {
    case Z_STREAM_END: return true
    case Z_OK where !rest.isEmpty || produced == room.count: return false
    case Z_OK, Z_BUF_ERROR: throw CompressionError(.truncated, "the compressed body ends early")
    default: throw CompressionError(.corrupt, "the compressed body is corrupt: \(reasonText)")
    }
  }

  /// Inflates into `room`, or, when that is empty, into a single byte that only shows whether there is more.
  private func run(
    _ input: UnsafeRawBufferPointer, _ offered: Int, _ room: UnsafeMutableRawBufferPointer
  ) -> (code: CInt, consumed: Int, produced: Int, overflowed: Bool) {
    withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { probe in
      let target = room.isEmpty ? probe : room
      let offeredOut = min(target.count, 1 << 30)
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
      stream.pointee.avail_in = UInt32(offered)
      stream.pointee.next_out = target.bindMemory(to: UInt8.self).baseAddress
      stream.pointee.avail_out = UInt32(offeredOut)
      let code = CZlib.inflate(stream, Z_NO_FLUSH)
      let written = offeredOut - Int(stream.pointee.avail_out)
      return (code, offered - Int(stream.pointee.avail_in), room.isEmpty ? 0 : written, room.isEmpty && written > 0)
    }
  }

  /// After the end of a member: whether the input is over. Makes ready for the next member if there is one.
  private func startsNoMember(_ rest: UnsafeRawBufferPointer) throws(CompressionError) -> Bool {
    if rest.isEmpty { return true }
    guard rest[0] == 0x1f, rest.count == 1 || rest[1] == 0x8b else {
      throw CompressionError(.corrupt, "\(rest.count) bytes follow the end of the compressed body")
    }
    inflateReset(stream)
    return false
  }

  private var reasonText: String { stream.pointee.msg.map { String(cString: $0) } ?? "not gzip" }
}
