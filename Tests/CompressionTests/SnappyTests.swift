import Testing

@testable import Compression

struct SnappyTests {
  private let text = Array(String(repeating: "cluster:up:sum 1\n", count: 400).utf8)

  @Test func `gives back what was packed`() throws {
    for size in [0, 1, 61, text.count] {
      let bytes = Array(text.prefix(size))
      #expect(try Snappy.decompress(Snappy.compress(bytes.span.bytes).span.bytes, byteCountMax: size) == bytes)
    }
  }

  @Test func `reads a block written by another implementation`() throws {
    // 5, then a literal of five bytes.
    let block: [UInt8] = [0x05, 0x10] + Array("hello".utf8)
    #expect(try Snappy.decompress(block.span.bytes, byteCountMax: 100) == Array("hello".utf8))
  }

  @Test func `a block that says it is larger than the limit is refused`() {
    let packed = Snappy.compress(text.span.bytes)
    #expect(throws: CompressionError(.tooLarge, "the snappy block holds 6800 bytes, more than 6799")) {
      try Snappy.decompress(packed.span.bytes, byteCountMax: text.count - 1)
    }
  }

  @Test func `cut and wrong blocks are corrupt`() {
    let packed = Snappy.compress(text.span.bytes)
    let wrong = [[], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Array(packed.dropLast()), [5, 0x10, 0x61]]
    for block in wrong {
      #expect { try Snappy.decompress(block.span.bytes, byteCountMax: 1 << 40) } throws: { error in
        (error as? CompressionError)?.reason == .corrupt
      }
    }
  }
}
