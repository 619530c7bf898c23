import Testing
import TimeSeries

@testable import Exposition

struct FixtureTests {
  @Test func `reads a real federation body`() throws {
    let read = try Scanned(Fixture.federate.bytes)
    #expect(read.samples.count == 15 && read.metadata.count == 5)
    #expect(read.samples.allSatisfy { $0.labels["cluster"] == "eu1" && $0.labels["instance"] == "" })
    #expect(Set(read.samples.map(\.timestamp)) == [1_795_348_773_730])
    #expect(read.samples[0].bits == (-Double.infinity).bitPattern)
    #expect(read.samples[1].bits == StaleMarker.ordinaryNaN.bitPattern)
  }

  @Test func `reads the same series from text and from OpenMetrics`() throws {
    let text = try Scanned(Fixture.metrics.bytes, normalizingBounds: true)
    let open = try Scanned(Fixture.openMetrics.bytes, format: .openMetrics, normalizingBounds: true)
    #expect(text.samples.count == 29 && open.samples.count == 42)
    // The second body was asked for a moment later, when the first request had made new series.
    #expect(Set(text.samples.map(\.labels)).isSubset(of: open.samples.map(\.labels)))
  }

  @Test func `finds every series again where it was expected`() throws {
    for fixture in [Fixture.federate, .metrics] {
      let bytes = fixture.bytes
      let first = try Scanned(bytes)
      let texts = bytes.split(separator: UInt8(ascii: "\n")).filter { $0.first != UInt8(ascii: "#") }.map { line in
        let end = line.firstIndex(of: UInt8(ascii: "}")).map { $0 + 1 } ?? line.firstIndex(of: 0x20) ?? line.endIndex
        return Array(line[..<end])
      }
      #expect(texts.count == first.samples.count)
      #expect(try Scanned(bytes, expected: texts) == first)
      #expect(try Scanned(bytes, expected: texts.reversed()) == first)
    }
  }
}
