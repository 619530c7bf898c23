import Testing
import TimeSeries

struct ByteSizeTests {
  @Test func `sizes are read in units of 1024`() {
    let cases: [(String, Int?)] = [
      ("0", 0), ("1B", 1), ("10KB", 10_240), ("512MB", 536_870_912), ("1GiB", 1 << 30), ("2gb", 2 << 30), ("", nil),
      ("5", nil), ("MB", nil), ("-1MB", nil), ("1.5GB", nil), ("99999EB", nil),
    ]
    for (text, bytes) in cases { #expect(ByteSize.parse(text) == bytes, "\(text)") }
  }

  @Test func `sizes are written in the largest exact unit`() {
    let cases: [(Int, String)] = [(0, "0B"), (1, "1B"), (1024, "1KB"), (1536, "1536B"), (512 << 20, "512MB")]
    for (bytes, text) in cases { #expect(ByteSize.text(bytes) == text) }
  }
}
