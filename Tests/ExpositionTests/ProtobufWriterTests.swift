import Testing
import TimeSeries

@testable import Exposition

/// What is written is what the scanner reads.
struct ProtobufWriterTests {
  private func read(_ body: [UInt8]) throws -> [(series: String, value: Double, time: Timestamp?, FloatHistogram?)] {
    var samples: [(series: String, value: Double, time: Timestamp?, FloatHistogram?)] = []
    try body.span.bytes.withUnsafeBytes { (bytes) throws(ExpositionError) in
      var scanner = ProtobufScanner(bytes)
      try scanner.readAll { (sample) throws(ExpositionError) in
        samples.append(
          (String(decoding: sample.series, as: UTF8.self), sample.value, sample.timestamp, sample.histogram))
      }
    }
    return samples
  }

  private static func histogram(isGauge: Bool) -> FloatHistogram {
    var histogram = FloatHistogram()
    histogram.counterReset = isGauge ? .gauge : .unknown
    (histogram.schema, histogram.zeroThreshold, histogram.zeroCount) = (-2, 0.001, 1.5)
    (histogram.count, histogram.sum) = (9.25, -3)
    histogram.positiveSpans = [.init(offset: -3, length: 2), .init(offset: 4, length: 1)]
    histogram.positiveBuckets = [1, 2.5, 0]
    histogram.negativeSpans = [.init(offset: 7, length: 1)]
    histogram.negativeBuckets = [9]
    return histogram
  }

  @Test func `floats travel bit for bit with their labels and times`() throws {
    var writer = ProtobufWriter()
    writer.family("job:x:sum", .untyped)
    let extra = [Label(name: "instance", value: ""), Label(name: "site", value: "h\"q\n")]
    writer.sample(["__name__": "job:x:sum", "job": "größe"], extra: extra, value: -0.0, timestamp: 1_435_781_451_781)
    writer.sample(["__name__": "job:x:sum"], value: .infinity, timestamp: -5)
    writer.family("größe", .untyped)
    writer.sample(["__name__": "größe"], value: .leastNonzeroMagnitude, timestamp: 7)
    let samples = try read(writer.take())
    #expect(
      samples.map(\.series) == [
        #"job:x:sum{job="größe",instance="",site="h\"q\n"}"#, "job:x:sum", #"{"größe"}"#,
      ])
    #expect(samples.map(\.value.bitPattern) == [-0.0, .infinity, Double.leastNonzeroMagnitude].map(\.bitPattern))
    #expect(samples.map(\.time) == [1_435_781_451_781, -5, 7])
    #expect(writer.take().isEmpty, "what was taken is gone")
  }

  @Test func `native histograms travel as they are, an empty one, too`() throws {
    var empty = FloatHistogram()
    empty.schema = 3
    var writer = ProtobufWriter()
    writer.family("h", .histogram)
    for histogram in [Self.histogram(isGauge: false), empty] {
      writer.native(["__name__": "h"], histogram: histogram, timestamp: 5)
    }
    writer.family("h", .gaugeHistogram)
    writer.native(["__name__": "h"], histogram: Self.histogram(isGauge: true), timestamp: 5)
    let samples = try read(writer.take())
    empty.positiveSpans = [.init(offset: 0, length: 0)]
    #expect(samples.map(\.3) == [Self.histogram(isGauge: false), empty, Self.histogram(isGauge: true)])
  }

  @Test func `custom buckets become those of a classic histogram`() throws {
    var histogram = FloatHistogram()
    histogram.schema = FloatHistogram.customSchema
    histogram.customBounds = [0.5, 1, 2.5]
    histogram.positiveSpans = [.init(offset: 0, length: 1), .init(offset: 1, length: 2)]
    histogram.positiveBuckets = [2, 4, 1]
    (histogram.count, histogram.sum) = (7, 9.5)
    for scale in [1.0, 0.5] {
      histogram.multiply(by: scale)
      var writer = ProtobufWriter()
      writer.family("h", .histogram)
      writer.classic(["__name__": "h"], histogram: ClassicBuckets(histogram), timestamp: 5)
      let samples = try read(writer.take())
      let texts = samples.map { "\($0.series) \($0.value / scale)" }
      #expect(
        texts == [
          "h_count 7.0", "h_sum 9.5", #"h_bucket{le="0.5"} 2.0"#, #"h_bucket{le="1.0"} 2.0"#,
          #"h_bucket{le="2.5"} 6.0"#, #"h_bucket{le="+Inf"} 7.0"#,
        ])
    }
  }

  @Test func `names are escaped for readers that take plain ones only`() throws {
    var writer = ProtobufWriter(escaping: .underscores)
    writer.family("größe", .untyped)
    writer.sample(["__name__": "größe", "ort.name": "ü"], value: 1, timestamp: 1)
    #expect(try read(writer.take()).map(\.series) == [#"gr__e{ort_name="ü"}"#])
  }
}
