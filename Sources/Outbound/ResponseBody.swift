package import Compression

/// The bytes of one response. Their buffer goes back to the client's pool with the last reference.
package final class ResponseBody: Sendable {
  private let buffer: BodyBuffer
  private let pool: BodyPool
  /// What it holds of the bytes that all bodies together may have.
  private let heldCount: Int

  init(_ buffer: BodyBuffer, _ pool: BodyPool, heldCount: Int) {
    self.buffer = buffer
    self.pool = pool
    self.heldCount = heldCount
  }

  deinit {
    pool.give(buffer)
    pool.bytes.give(heldCount)
  }

  package var count: Int { buffer.count }

  /// Reads the bytes in place.
  @inline(__always)
  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try buffer.withBytes(body)
  }

  /// A copy, for small bodies.
  package var bytes: [UInt8] { buffer.bytes }

  /// The body as text; wrong bytes are replaced.
  package var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// Several bodies as one.
  package static func joined(_ bodies: [ResponseBody]) throws(CompressionError) -> ResponseBody {
    guard let pool = bodies.first?.pool else { throw CompressionError(.truncated, "there is no body") }
    let count = bodies.reduce(0) { $0 + $1.count }
    guard pool.bytes.take(count, behind: 0) else { throw CompressionError(.noRoom, pool.bytes.words) }
    let buffer = pool.takeBuffer()
    buffer.prepare(count, capacityMax: count)
    for body in bodies { body.withBytes { _ = buffer.append($0, capacityMax: count) } }
    return ResponseBody(buffer, pool, heldCount: count)
  }

  /// These bytes, a gzip or zlib body, inflated.
  func inflated(byteCountMax: Int) throws(CompressionError) -> ResponseBody {
    let room = pool.bytes.takeRoom(most: byteCountMax)
    let (inflater, output) = (pool.takeInflater(), pool.takeBuffer())
    defer { pool.give(inflater) }
    do throws(CompressionError) {
      try withBytes { (bytes) throws(CompressionError) in
        try inflater.inflate(bytes.bytes, into: output, byteCountMax: room)
      }
    } catch {
      pool.give(output)
      pool.bytes.give(room)
      throw error.reason == .tooLarge && room < byteCountMax ? CompressionError(.noRoom, pool.bytes.words) : error
    }
    pool.bytes.give(room - output.count)
    return ResponseBody(output, pool, heldCount: output.count)
  }
}
