import Compression
import RemoteProtocol
import TestSupport
import Testing
import TimeSeries

struct SampledReadDecoderTests {
  @Test func `an answer in one message is read`() throws {
    let read = try SampledReadDecoder.decode(block(samples).span.bytes, 2...9)
    #expect(read.series.map(\.labels) == [["__name__": "a"]])
    #expect(read.timestamps == [2, 3])
    #expect(read.values.map(\.bitPattern) == [2, StaleMarker.value].map(\.bitPattern))
  }

  @Test func `hostile answers never crash and never break a promise`() {
    var random = SeededRandom.fresh()
    for _ in 0..<1000 {
      let damaged = ReadSamples.damaged(block(samples), &random)
      guard let read = try? SampledReadDecoder.decode(damaged.span.bytes, 0...9) else { continue }
      ReadSamples.expectSound(read, "seed \(random.seed)")
    }
  }

  private var samples: SampleColumns { SampleColumns(timestamps: [1, 2, 3], values: [1, 2, StaleMarker.value]) }

  /// The series stand in a result as they do in a write.
  private func block(_ samples: SampleColumns) -> [UInt8] {
    var write = WriteRequest()
    write.append(["__name__": "a"], samples)
    let result = WriteRequestEncoder.encode(write)
    precondition(result.count < 128, "the length takes one byte")
    return Snappy.compress(([0x0a, UInt8(result.count)] + result).span.bytes)
  }
}
