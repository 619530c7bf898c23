import TestSupport
import Testing
import TimeSeries

@testable import Exposition

struct ProtobufScannerTests {
  private struct Sample: Equatable {
    var series: String
    var value: Double
    var timestamp: Timestamp?
    var histogram: FloatHistogram?
    var start: Timestamp = 0
  }

  private static func samples(
    _ body: [UInt8], _ limits: ProtobufLimits = ProtobufLimits()
  ) throws(ExpositionError) -> [Sample] {
    var samples: [Sample] = []
    try body.span.bytes.withUnsafeBytes { (bytes) throws(ExpositionError) in
      var scanner = ProtobufScanner(bytes, limits: limits)
      try scanner.readAll { (sample) throws(ExpositionError) in
        _ = try sample.labels()
        let text = String(decoding: sample.series, as: UTF8.self)
        samples.append(
          Sample(
            series: text, value: sample.value, timestamp: sample.timestamp, histogram: sample.histogram,
            start: sample.start))
      }
    }
    return samples
  }

  private static func error(_ body: [UInt8], _ limits: ProtobufLimits = ProtobufLimits()) -> ExpositionError? {
    do throws(ExpositionError) {
      _ = try samples(body, limits)
      return nil
    } catch {
      return error
    }
  }

  private static func family(
    _ name: String, type: UInt64, _ metric: (inout WireMessage) -> Void
  ) -> [UInt8] {
    WireMessage {
      $0.text(1, name)
      $0.text(2, "help")
      $0.varint(3, type)
      $0.message(4, metric)
    }.delimited
  }

  private static func label(_ metric: inout WireMessage, _ name: String, _ value: String) {
    metric.message(1) {
      $0.text(1, name)
      $0.text(2, value)
    }
  }

  /// Whole counts, both sides, and a classic bucket beside.
  private static let latency = family("latency", type: 4) {
    $0.message(7) { histogram in
      histogram.varint(1, 16)
      histogram.double(2, 18.5)
      histogram.message(3) {
        $0.varint(1, 12)
        $0.double(2, 0.5)
      }
      histogram.zigzag(5, 1)
      histogram.double(6, 0.001)
      histogram.varint(7, 2)
      for side in [UInt64(9), 12] {
        histogram.message(side) {
          $0.zigzag(1, -3)
          $0.varint(2, 2)
        }
        histogram.zigzag(side + 1, 4)
        histogram.zigzag(side + 1, -1)
      }
    }
  }

  @Test func `a body of a real prometheus is read, and its series are the text format's`() throws {
    let samples = try Self.samples(Fixture.bytes(of: "federate.pb"))
    #expect(samples.count == 8)
    #expect(
      samples.map(\.series).contains(
        #"job:latency:sum_rate{job="web \\ \"q\"\n",cluster="eu-1",instance="",replica="a"}"#))
    #expect(samples.contains { $0.series.hasPrefix("job:plain:sum{z=\"1\"") && $0.value == 1.5 && $0.histogram == nil })
    let gauge = try #require(samples.first?.histogram)
    #expect(gauge.schema == 3 && gauge.count == 10.5 && gauge.sum == -3.25 && gauge.zeroCount == 0.5)
    #expect(gauge.positiveSpans == [.init(offset: -3, length: 2), .init(offset: 5, length: 1)])
    #expect(gauge.positiveBuckets == [4, 5.5, 0.5] && gauge.counterReset == .gauge)
    #expect(samples.first?.timestamp == 1_795_372_257_865)
    #expect(try Self.samples(Fixture.bytes(of: "metrics.pb")).count > 100)
  }

  private static func start(_ message: inout WireMessage, _ field: UInt64) {
    message.message(field) {
      $0.varint(1, 1_700_000_000)
      $0.varint(2, 123_999_999)
    }
  }

  @Test func `all series of a metric have its start, but gauges have none`() throws {
    let counter = Self.family("c", type: 0) {
      $0.message(3) {
        $0.double(1, 5)
        Self.start(&$0, 3)
      }
    }
    let gauge = Self.family("g", type: 1) {
      $0.message(2) {
        $0.double(1, 5)
        Self.start(&$0, 3)
      }
    }
    let summary = Self.family("s", type: 2) {
      $0.message(4) {
        $0.varint(1, 2)
        $0.message(3) { $0.double(1, 0.5) }
        Self.start(&$0, 4)
      }
    }
    let histogram = Self.family("h", type: 4) {
      $0.message(7) {
        $0.double(6, 0.001)
        $0.message(3) { $0.double(2, 0.5) }
        Self.start(&$0, 15)
      }
    }
    var limits = ProtobufLimits()
    limits.alwaysReadsClassicHistograms = true
    let samples = try Self.samples(counter + gauge + summary + histogram, limits)
    #expect(samples.count == 10)
    for sample in samples { #expect(sample.start == (sample.series == "g" ? 0 : 1_700_000_000_123), "\(sample)") }
    #expect(try Self.samples(Self.latency).map(\.start) == [0])
  }

  @Test func `differences from bucket to bucket become counts`() throws {
    let samples = try Self.samples(Self.latency)
    #expect(samples.map(\.series) == ["latency"])
    let histogram = try #require(samples.first?.histogram)
    #expect(histogram.positiveBuckets == [4, 3] && histogram.negativeBuckets == [4, 3])
    #expect(histogram.count == 16 && histogram.zeroCount == 2 && histogram.zeroThreshold == 0.001)
    #expect(samples.first?.value == 18.5)
  }

  @Test func `classic buckets come in place of native ones, or beside them, as asked`() throws {
    let classic = ["latency_count", "latency_sum", #"latency_bucket{le="0.5"}"#, #"latency_bucket{le="+Inf"}"#]
    var limits = ProtobufLimits()
    limits.alwaysReadsClassicHistograms = true
    #expect(try Self.samples(Self.latency, limits).map(\.series) == ["latency"] + classic)
    limits.readsNativeHistograms = false
    let samples = try Self.samples(Self.latency, limits)
    #expect(samples.map(\.series) == classic)
    #expect(samples.map(\.value) == [16, 18.5, 12, 16])
  }

  @Test func `a summary has a series for each quantile, whatever its name`() throws {
    let body = Self.family("rpc.time", type: 2) {
      Self.label(&$0, "a b", "x")
      $0.message(4) { summary in
        summary.varint(1, 3)
        summary.double(2, 1.5)
        summary.message(3) {
          $0.double(1, 0.99)
          $0.double(2, 0.25)
        }
      }
      $0.varint(6, 1234)
    }
    let samples = try Self.samples(body)
    #expect(
      samples.map(\.series) == [
        #"{"rpc.time_count","a b"="x"}"#, #"{"rpc.time_sum","a b"="x"}"#, #"{"rpc.time","a b"="x",quantile="0.99"}"#,
      ])
    #expect(samples.map(\.value) == [3, 1.5, 0.25])
    #expect(samples.map(\.timestamp) == [1234, 1234, 1234])
  }

  @Test func `a stale marker is just a number that is none`() throws {
    for bits in [StaleMarker.bits, 0xffff_ffff_ffff_ffff] {
      let body = Self.family("x", type: 1) { $0.message(2) { $0.double(1, Double(bitPattern: bits)) } }
      #expect(try Self.samples(body).first?.value.bitPattern == StaleMarker.ordinaryNaN.bitPattern)
    }
  }

  @Test func `what is no message says where it ends`() {
    let good = Self.family("x", type: 1) { $0.message(2) { $0.double(1, 1) } }
    for (body, text) in [
      (good + good.dropLast(), "metric family 2: the message is malformed: it ends in the middle of a field"),
      ([0x02, 0x0b, 0x0c], "the message is malformed: it has a group, which it cannot have"),
      ([0xff] + Array(repeating: 0xff, count: 12), "a number is longer than ten bytes"),
      ([0x02, 0x00, 0x00], "a field starts with the impossible tag 0"),
      ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], "it ends in the middle of a field"),
    ] {
      let error = Self.error(body)
      #expect(error?.reason == .message)
      #expect(error?.description.contains(text) == true, "\(String(describing: error))")
    }
  }

  @Test func `names and labels are checked as those of text are`() {
    #expect(Self.error(Self.family("", type: 1) { _ in })?.detail.contains("the series has no metric name") == true)
    let twice = Self.family("x", type: 1) {
      Self.label(&$0, "a", "1")
      Self.label(&$0, "a", "2")
    }
    #expect(Self.error(twice)?.description.contains("metric family 1 \"x\": the label a is given twice") == true)
    let broken = Self.family("x", type: 1) { metric in metric.message(1) { $0.bytes(1, [0xff]) } }
    #expect(Self.error(broken)?.reason == .encoding)
  }

  @Test func `a histogram that breaks its own rules says which`() {
    func histogram(_ fields: @escaping (inout WireMessage) -> Void) -> [UInt8] {
      Self.family("h", type: 4) { $0.message(7, fields) }
    }
    let exploding = histogram { histogram in
      histogram.message(12) {
        $0.zigzag(1, 0)
        $0.varint(2, .max)
      }
      histogram.zigzag(13, 1)
    }
    #expect(Self.error(exploding)?.reason == .histogram)
    #expect(
      Self.error(exploding)?.detail.contains(
        "positive side: spans need 4294967295 buckets, have 1 buckets: histogram spans specify different number of "
          + "buckets than provided") == true)
    let unknown = histogram {
      $0.zigzag(5, 99)
      $0.double(6, 1)
    }
    #expect(Self.error(unknown)?.detail.contains("got schema 99") == true)
  }

  @Test func `whole counts must add up, and counts with fractions need not`() throws {
    func histogram(count: UInt64, sum: Double, floatCount: Double? = nil) -> [UInt8] {
      Self.family("h", type: 4) {
        $0.message(7) { histogram in
          histogram.varint(1, count)
          if let floatCount { histogram.double(4, floatCount) }
          histogram.double(2, sum)
          histogram.varint(7, 2)
          histogram.message(12) { $0.varint(2, 2) }
          if floatCount == nil {
            for delta in [Int64(1), 1] { histogram.zigzag(13, delta) }
          } else {
            for count in [1.0, 2] { histogram.double(14, count) }
          }
        }
      }
    }
    #expect(try Self.samples(histogram(count: 5, sum: 1)).first?.histogram?.count == 5)
    #expect(
      Self.error(histogram(count: 6, sum: 1))?.detail
        == "metric family 1 \"h\": 5 observations found in buckets, but the Count field is 6: histogram's observation "
        + "count should equal the number of observations found in the buckets (in absence of NaN)")
    #expect(try Self.samples(histogram(count: 6, sum: .nan)).first?.histogram?.count == 6)
    #expect(
      Self.error(histogram(count: 4, sum: .nan))?.detail
        == "metric family 1 \"h\": 5 observations found in buckets, but the Count field is 4: histogram's observation "
        + "count should be at least the number of observations found in the buckets")
    #expect(try Self.samples(histogram(count: 0, sum: 1, floatCount: 6.5)).first?.histogram?.count == 6.5)
  }

  @Test func `a small body that expands to a large one is refused`() {
    // A long label, repeated for each of many short buckets.
    let bomb = Self.family("h", type: 4) { metric in
      Self.label(&metric, "a", String(repeating: "x", count: 10_000))
      metric.message(7) { histogram in for _ in 0..<1000 { histogram.message(3) { _ in } } }
    }
    var limits = ProtobufLimits()
    limits.expandedByteCountMax = 100_000
    #expect(bomb.count < 20_000)
    #expect(Self.error(bomb, limits)?.reason == .tooLarge)
    let packed = Self.family("h", type: 4) { $0.message(7) { $0.bytes(13, [UInt8](repeating: 0, count: 8000)) } }
    #expect(Self.error(packed, limits)?.reason == .tooLarge)
    limits.samplesMax = 3
    #expect(Self.error(Self.latency + Self.latency + Self.latency + Self.latency, limits)?.reason == .tooManyLines)
  }
}
