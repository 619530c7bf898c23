import Testing

@testable import Compression

struct GzipTests {
  private func unpack(_ packed: [UInt8], max: Int = 1 << 20) throws(CompressionError) -> [UInt8] {
    let output = BodyBuffer()
    try GzipInflater().inflate(packed.span.bytes, into: output, byteCountMax: max)
    return output.bytes
  }

  private func reason(_ packed: [UInt8], max: Int = 1 << 20) -> CompressionError.Reason? {
    do throws(CompressionError) {
      _ = try unpack(packed, max: max)
      return nil
    } catch { return error.reason }
  }

  private let text = Array(String(repeating: "job:http_requests:rate5m{job=\"api\"} 1\n", count: 500).utf8)

  @Test func `gives back what was packed`() throws {
    for size in [0, 1, 100, 16_384, text.count] {
      let bytes = Array(text.prefix(size))
      #expect(try unpack(GzipDeflater.compress(bytes.span.bytes)) == bytes)
    }
  }

  @Test func `joins the members of a body`() throws {
    let packed = GzipDeflater.compress(text.span.bytes)
    #expect(try unpack(packed + packed) == text + text)
  }

  @Test func `reads zlib's own format too`() throws {
    // zlib.compress(b"hello") of Python.
    let packed: [UInt8] = [0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x06, 0x2c, 0x02, 0x15]
    #expect(try unpack(packed) == Array("hello".utf8))
  }

  @Test func `a body cut anywhere is truncated`() {
    let packed = GzipDeflater.compress(text.span.bytes)
    for length in 0..<packed.count {
      #expect(reason(Array(packed.prefix(length))) == .truncated, "cut after \(length) of \(packed.count) bytes")
    }
  }

  @Test func `a flipped byte in the checksum, the magic or behind the end is corrupt`() {
    let packed = GzipDeflater.compress(text.span.bytes)
    for index in [0, 1, packed.count - 5] {
      var wrong = packed
      wrong[index] ^= 0x55
      #expect(reason(wrong) == .corrupt, "byte \(index)")
    }
    #expect(reason(packed + [0]) == .corrupt)
    #expect(reason(packed + Array("garbage".utf8)) == .corrupt)
  }

  @Test func `the limit holds to the byte`() throws {
    let packed = GzipDeflater.compress(text.span.bytes)
    #expect(try unpack(packed, max: text.count) == text)
    #expect(reason(packed, max: text.count - 1) == .tooLarge)
    #expect(reason(packed, max: 0) == .tooLarge)
    #expect(try unpack(GzipDeflater.compress([UInt8]().span.bytes), max: 0) == [])
  }

  @Test func `a size that lies, or fits one of several members, changes nothing`() throws {
    let packed = GzipDeflater.compress(text.span.bytes)
    let small = GzipDeflater.compress([UInt8(7)].span.bytes)
    #expect(try unpack(packed + small) == text + [7])
    #expect(reason(packed + small, max: text.count) == .tooLarge)
    let empty = GzipDeflater.compress([UInt8]().span.bytes)
    #expect(try unpack(empty + packed + empty) == text)
    for size: UInt8 in [0, 1, 0xff] {
      #expect(reason(Array(packed.dropLast(4)) + [size, size, size, size]) == .corrupt)
    }
  }

  @Test func `a bomb never takes more memory than its limit`() {
    let bomb = GzipDeflater.compress([UInt8](repeating: 0, count: 64 << 20).span.bytes, level: 9)
    let output = BodyBuffer()
    #expect(throws: CompressionError.self) {
      try GzipInflater().inflate(bomb.span.bytes, into: output, byteCountMax: 1_000_000)
    }
    #expect(output.capacity <= 1_000_000)
  }

  @Test func `an inflater forgets the body that failed`() throws {
    let packed = GzipDeflater.compress(text.span.bytes)
    let inflater = GzipInflater()
    let output = BodyBuffer()
    #expect(throws: CompressionError.self) {
      try inflater.inflate(packed.span.bytes.extracting(0..<20), into: output, byteCountMax: 1 << 20)
    }
    output.clear()
    try inflater.inflate(packed.span.bytes, into: output, byteCountMax: 1 << 20)
    #expect(output.bytes == text)
  }

  @Test func `a stream can be taken piece by piece and read after each flush`() throws {
    let deflater = GzipDeflater()
    var packed: [UInt8] = []
    for piece in [text, text] {
      deflater.append(piece.span.bytes)
      deflater.flush()
      packed += deflater.take()
      #expect(reason(packed) == .truncated)
    }
    deflater.finish()
    packed += deflater.take()
    #expect(try unpack(packed) == text + text)
  }
}
