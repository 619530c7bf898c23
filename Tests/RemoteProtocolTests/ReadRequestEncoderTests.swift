import Compression
import RemoteProtocol
import Testing
import TimeSeries

struct ReadRequestEncoderTests {
  @Test func `a question is written as Prometheus reads it`() throws {
    let matchers = [try LabelMatcher("a", .matches, "b.*"), try LabelMatcher("c", .notEqual, "d")]
    let block = ReadRequestEncoder.encode(1...300, [matchers])
    let message = try Snappy.decompress(block.span.bytes, byteCountMax: 1000)
    #expect(
      message == [
        0x0a, 27, 0x08, 1, 0x10, 0xac, 0x02,
        0x1a, 10, 0x08, 2, 0x12, 1, 0x61, 0x1a, 3, 0x62, 0x2e, 0x2a,
        0x1a, 8, 0x08, 1, 0x12, 1, 0x63, 0x1a, 1, 0x64,
        0x10, 1, 0x10, 0,
      ])
  }
}
