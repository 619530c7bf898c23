import RemoteProtocol
import Testing
import TimeSeries

struct WriteRequestTests {
  private func decode(_ bytes: [UInt8], limits: WriteLimits = WriteLimits()) throws -> WriteRequest {
    try WriteRequestDecoder.decode(bytes.span.bytes, limits: limits)
  }

  @Test func `reads what was written, bit for bit`() throws {
    var request = WriteRequest()
    let values = [1.5, -0.0, .infinity, StaleMarker.value, StaleMarker.ordinaryNaN, Double.leastNonzeroMagnitude]
    request.append(
      ["__name__": "up", "job": "größe"],
      SampleColumns(timestamps: [-5, 0, 127, 128, 1_700_000_000_123, .max], values: values))
    request.append(["__name__": "b"], SampleColumns(timestamps: [7], values: [2]))
    let read = try decode(WriteRequestEncoder.encode(request))
    #expect(read.series == request.series)
    #expect(read.timestamps == request.timestamps)
    #expect(read.values.map(\.bitPattern) == request.values.map(\.bitPattern))
    #expect(read.rejections.isEmpty)
  }

  @Test func `keeps native histograms apart from floats`() throws {
    var histogram = FloatHistogram()
    histogram.schema = -53
    histogram.counterReset = .reset
    (histogram.count, histogram.sum) = (6, 7.5)
    histogram.positiveSpans = [.init(offset: 0, length: 1), .init(offset: 1, length: 1)]
    histogram.positiveBuckets = [2, 4]
    histogram.customBounds = [0.5, 1, 2.5]
    var samples = SampleColumns()
    samples.append(10, 1)
    samples.append(20, histogram)
    samples.append(30, 3)
    var request = WriteRequest()
    request.append(["__name__": "h"], samples)
    let read = try decode(WriteRequestEncoder.encode(request))
    #expect(read.timestamps == [10, 30])
    #expect(read.histograms == [.init(timestamp: 20, histogram: histogram)])
    #expect(read.series.first?.histograms == 0..<1)
  }

  @Test func `reads the deltas of an integer histogram as counts`() throws {
    // count 7, sum 2.0, schema 3, zero threshold missing, zero count 1, positive span (-1, 3), deltas 1 +2 -1, t 5.
    let histogram: [UInt8] =
      [0x08, 7, 0x19, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x20, 6, 0x30, 1] + [0x5a, 4, 0x08, 1, 0x10, 3]
      + [0x62, 3, 2, 4, 1, 0x78, 5]
    let read = try decode(message(labels: [("__name__", "h")], tail: [0x22, UInt8(histogram.count)] + histogram))
    let sample = try #require(read.histograms.first)
    #expect(sample.timestamp == 5)
    #expect(sample.histogram.positiveSpans == [.init(offset: -1, length: 3)])
    #expect(sample.histogram.positiveBuckets == [1, 3, 2])
    #expect((sample.histogram.count, sample.histogram.sum) == (7, 2))
    #expect((sample.histogram.schema, sample.histogram.zeroCount) == (3, 1))
  }

  @Test func `sorts labels and drops empty ones`() throws {
    let read = try decode(message(labels: [("z", "1"), ("empty", ""), ("__name__", "up"), ("a", "2")], tail: sample))
    #expect(read.series.map(\.labels) == [["__name__": "up", "a": "2", "z": "1"]])
  }

  @Test func `a sample may come in any form that protobuf allows`() throws {
    let one: [UInt8] = [0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]
    let forms: [[UInt8]] = [
      [0x10, 5] + one, one + [0x10, 5], one + [0x10, 0x85, 0], one + [0x10, 9, 0x10, 5],
      [0x1d, 1, 2, 3, 4] + one + [0x10, 5],
    ]
    for form in forms {
      let read = try decode(message(labels: [("__name__", "up")], tail: [0x12, UInt8(form.count)] + form))
      #expect(read.timestamps == [5] && read.values == [1], "\(form)")
    }
    let empty = try decode(message(labels: [("__name__", "up")], tail: [0x12, 0]))
    #expect(empty.timestamps == [0] && empty.values == [0])
  }

  @Test func `leaves out a series that cannot be stored and says why`() throws {
    let cases: [(labels: [(String, String)], reason: String)] = [
      ([("a", "1")], "has no metric name"),
      ([("__name__", "")], "has no metric name"),
      ([("__name__", "up"), ("a", "1"), ("a", "2")], #"label name "a" is not unique"#),
      ([("__name__", "up"), ("", "1")], "has an empty name"),
    ]
    for (labels, reason) in cases {
      let bytes = message(labels: labels, tail: sample) + message(labels: [("__name__", "good")], tail: sample)
      let read = try decode(bytes)
      #expect(read.series.map(\.labels) == [["__name__": "good"]])
      #expect(read.series.first?.samples == 0..<1)
      #expect(read.rejections.seriesCount == 1)
      #expect(read.rejections.example?.contains(reason) == true, "\(read.rejections)")
    }
  }

  @Test func `leaves out a series with bytes that are no UTF-8`() throws {
    let label: [UInt8] = [0x0a, 1, UInt8(ascii: "a"), 0x12, 2, 0xc3, 0x28]
    let read = try decode(message(labels: [("__name__", "up")], tail: [0x0a, UInt8(label.count)] + label + sample))
    #expect(read.series.isEmpty && read.timestamps.isEmpty)
    #expect(read.rejections.example?.contains("not valid UTF-8") == true)
  }

  @Test func `refuses histograms that break their format`() throws {
    var wrong = FloatHistogram()
    wrong.positiveSpans = [.init(offset: 0, length: 3)]
    wrong.positiveBuckets = [1]
    var samples = SampleColumns()
    samples.append(1, wrong)
    var request = WriteRequest()
    request.append(["__name__": "h"], samples)
    let read = try decode(WriteRequestEncoder.encode(request))
    #expect(read.series.isEmpty && read.histograms.isEmpty)
    #expect(read.rejections.example?.contains("positive side: spans need 3 buckets, have 1 buckets") == true)
  }

  @Test func `refuses whole counts that do not add up, but keeps the rest of the request`() throws {
    // count 9, and 7 in the buckets: three, and the one at zero.
    let histogram: [UInt8] =
      [0x08, 9, 0x19, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x30, 1] + [0x5a, 4, 0x08, 1, 0x10, 3] + [0x62, 3, 2, 4, 1]
    let read = try decode(
      message(labels: [("__name__", "h")], tail: [0x22, UInt8(histogram.count)] + histogram)
        + message(labels: [("__name__", "good")], tail: sample))
    #expect(read.series.map(\.labels) == [["__name__": "good"]] && read.histograms.isEmpty)
    #expect(
      read.rejections.example?.hasPrefix(
        "7 observations found in buckets, but the Count field is 9: histogram's observation count should equal the "
          + "number of observations found in the buckets (in absence of NaN)") == true, "\(read.rejections)")
  }

  @Test func `refuses what is larger than its limits`() throws {
    var request = WriteRequest()
    request.append(["__name__": "a", "b": "c"], SampleColumns(timestamps: [1, 2], values: [1, 2]))
    request.append(["__name__": "b"], SampleColumns(timestamps: [1], values: [1]))
    let bytes = WriteRequestEncoder.encode(request)
    let changes: [(inout WriteLimits) -> Void] = [
      { $0.samplesMax = 2 }, { $0.seriesMax = 1 }, { $0.labelsPerSeriesMax = 1 },
      { $0.byteCountMax = bytes.count - 1 },
    ]
    for change in changes {
      var limits = WriteLimits()
      change(&limits)
      let error = #expect(throws: RemoteProtocolError.self) { try decode(bytes, limits: limits) }
      #expect(error?.reason == .tooLarge)
    }
    #expect(try decode(bytes).timestamps.count == 3)
  }

  private let sample: [UInt8] = [0x12, 11, 0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x10, 5]

  /// A request with one series: its labels, then bytes as they are.
  private func message(labels: [(String, String)], tail: [UInt8]) -> [UInt8] {
    var series: [UInt8] = []
    for (name, value) in labels {
      let label = [0x0a, UInt8(name.utf8.count)] + name.utf8 + [0x12, UInt8(value.utf8.count)] + value.utf8
      series += [0x0a, UInt8(label.count)] + label
    }
    series += tail
    return [0x0a, UInt8(series.count)] + series
  }
}
