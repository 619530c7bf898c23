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

  @Test func `native histograms come between numbers, if they are taken`() throws {
    var histogram = FloatHistogram()
    histogram.positiveSpans = [.init(offset: 0, length: 1)]
    histogram.positiveBuckets = [2]
    (histogram.count, histogram.sum) = (2, 1.5)
    var samples = SampleColumns()
    for time in 1...3 as ClosedRange<Timestamp> {
      samples.append(10 * time, Double(time))
      samples.append(10 * time + 5, histogram)
    }
    let block = block(samples)
    let read = try SampledReadDecoder.decode(block.span.bytes, 15...30, takesHistograms: true)
    #expect(read.timestamps == [15, 20, 25, 30] && read.values == [1.5, 2, 1.5, 3])
    #expect(read.histograms.map(\.row) == [0, 2] && read.unsupportedCount == 0)
    #expect((0..<4).map { read.histogram(at: $0) } == [histogram, nil, histogram, nil])
    let passedOver = try SampledReadDecoder.decode(block.span.bytes, 15...30)
    #expect(passedOver.timestamps == [20, 30] && passedOver.histograms.isEmpty && passedOver.unsupportedCount == 3)
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
    return Snappy.compress(WireMessage { $0.bytes(1, result) }.bytes.span.bytes)
  }
}
