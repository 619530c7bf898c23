import Compression

/// The bytes of one response. Their buffer goes back to the client's pool with the last reference.
package final class ResponseBody: Sendable {
  private let buffer: BodyBuffer
  private let pool: BodyPool

  init(_ buffer: BodyBuffer, _ pool: BodyPool) {
    self.buffer = buffer
    self.pool = pool
  }

  deinit { pool.give(buffer) }

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

  /// These bytes, a gzip or zlib body, inflated.
  func inflated(byteCountMax: Int) throws(CompressionError) -> ResponseBody {
    let (inflater, output) = (pool.takeInflater(), ResponseBody(pool.takeBuffer(), pool))
    defer { pool.give(inflater) }
    try withBytes { (bytes) throws(CompressionError) in
      try inflater.inflate(bytes.bytes, into: output.buffer, byteCountMax: byteCountMax)
    }
    return output
  }
}
