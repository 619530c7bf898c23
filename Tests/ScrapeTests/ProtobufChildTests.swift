import Exposition
import Storage
import TestSupport
import Testing
import TimeSeries

@testable import Scrape

/// A child that answers protobuf, as Prometheus's `/federate` does when it is asked to.
struct ProtobufChildTests {
  private static let labels: Labels = [
    "__name__": "job:latency:sum", "job": "x", "cluster": "eu", "replica": "a",
  ]

  /// One native histogram, and one plain sample.
  private static func body(count: Double, at time: UInt64) -> [UInt8] {
    func metric(_ family: inout WireMessage, _ value: (inout WireMessage) -> Void) {
      family.message(4) { metric in
        for (name, text) in [("job", "x"), ("cluster", "eu"), ("instance", ""), ("replica", "a")] {
          metric.message(1) {
            $0.text(1, name)
            $0.text(2, text)
          }
        }
        value(&metric)
        metric.varint(6, time)
      }
    }
    let latency = WireMessage { family in
      family.text(1, "job:latency:sum")
      family.varint(3, 5)
      metric(&family) {
        $0.message(7) { histogram in
          histogram.double(4, count)
          histogram.double(2, 12.5)
          histogram.zigzag(5, 2)
          histogram.double(6, 0.001)
          histogram.message(12) {
            $0.zigzag(1, -1)
            $0.varint(2, 2)
          }
          histogram.double(14, count - 1)
          histogram.double(14, 1)
        }
      }
    }
    let plain = WireMessage { family in
      family.text(1, "job:plain:sum")
      family.varint(3, 3)
      metric(&family) { $0.message(5) { $0.double(1, count) } }
    }
    return latency.delimited + plain.delimited
  }

  private static func answer(_ body: [UInt8]) -> [LoopbackStep] {
    let type = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
    return LoopbackStep.response(headers: [("Content-Type", type)], body: body)
  }

  private static func cycle(
    _ child: ChildFixture, _ change: (inout ScrapeConfig) -> Void = { _ in }
  ) throws -> ScrapeCycle {
    try child.cycle {
      $0.scrapeNativeHistograms = true
      $0.scrapeProtocols = [.prometheusProto, .text004]
      change(&$0)
    }
  }

  @Test func `native histograms are stored, scrape after scrape`() async throws {
    let child = try ChildFixture()
    child.answers(Self.answer(Self.body(count: 5, at: 900)))
    var cycle = try Self.cycle(child)
    #expect(await cycle.run(at: 1000)?.error == nil)
    child.answers(Self.answer(Self.body(count: 8, at: 15_900)))
    let report = await cycle.run(at: 16_000)
    #expect(report?.addedCount == 0)
    #expect(report?.lag == 100)
    let stored = child.recorder.histograms(Self.labels)
    #expect(stored.map(\.count) == [5, 8])
    #expect(stored.map(\.positiveBuckets) == [[4, 1], [7, 1]])
    #expect(stored.map(\.positiveSpans) == Array(repeating: [.init(offset: -1, length: 2)], count: 2))
    #expect(stored.allSatisfy { $0.schema == 2 && $0.sum == 12.5 && $0.counterReset == .gauge })
    var plain = LabelsBuilder(Self.labels)
    plain.set("__name__", to: "job:plain:sum")
    #expect(child.recorder.samples(plain.labels()).map(\.value) == [5, 8])
  }

  @Test func `bounds hold for all parts of a body together`() throws {
    let part = Self.body(count: 5, at: 900)
    var rules = ReadingRules(
      format: .protobuf, linesMax: 4, scrapeTime: 1, honorsTimestamps: true, tracksTimestamps: true)
    rules.partEnds = [part.count, 2 * part.count]
    func read() throws(ExpositionError) -> Int {
      var cache = ScrapeCache()
      return try (part + part).span.bytes.withUnsafeBytes { (bytes) throws(ExpositionError) in
        try cache.read(bytes, rules).scrapedCount
      }
    }
    #expect(try read() == 4)
    rules.linesMax = 3
    #expect(
      throws: ExpositionError(
        .tooManyLines, detail: "metric family 2 \"job:plain:sum\": the body has more than 3 samples")
    ) {
      try read()
    }
    rules.linesMax = 4
    // Each part alone would take less.
    rules.protobuf.expandedByteCountMax = 300
    #expect(throws: ExpositionError.self) { try read() }
    rules.partEnds = [part.count]
    #expect(try read() == 2)
  }

  @Test func `a counter's start is stored with each of its samples`() async throws {
    func body(_ value: Double, at time: UInt64) -> [UInt8] {
      WireMessage { family in
        family.text(1, "job:plain:sum")
        family.varint(3, 0)
        family.message(4) { metric in
          metric.message(3) {
            $0.double(1, value)
            $0.message(3) { $0.varint(1, UInt64(value)) }
          }
          metric.varint(6, time)
        }
      }.delimited
    }
    let child = try ChildFixture()
    child.answers(Self.answer(body(5, at: 900)))
    var cycle = try Self.cycle(child)
    _ = await cycle.run(at: 1000)
    child.answers(Self.answer(body(8, at: 15_900)))
    _ = await cycle.run(at: 16_000)
    let labels = try #require(child.recorder.series.first)
    #expect(child.recorder.samples(labels).map(\.value) == [5, 8])
    #expect(child.recorder.starts(labels) == [5000, 8000])
  }

  @Test func `the same slot again stores nothing, and a series that is gone ends`() async throws {
    let child = try ChildFixture()
    child.answers(Self.answer(Self.body(count: 5, at: 900)))
    var cycle = try Self.cycle(child)
    _ = await cycle.run(at: 1000)
    _ = await cycle.run(at: 16_000)
    #expect(child.recorder.batchSizes == [7, 5])
    child.answers(
      FederatedBody.of([(name: "job:plain:sum", job: "x")], at: 30_900)
        + FederatedBody.of(
          [(name: "job:zz:sum", job: "x")], at: 30_900))
    _ = await cycle.run(at: 31_000)
    #expect(child.recorder.samples(Self.labels).last?.value == nil)
    #expect(child.recorder.samples(Self.labels).count == 2)
  }

  @Test func `a child that changes the format keeps its series`() async throws {
    let child = try ChildFixture(FederatedBody.of([(name: "job:plain:sum", job: "x")], at: 900))
    var cycle = try Self.cycle(child)
    _ = await cycle.run(at: 1000)
    let body = """
      # TYPE job:plain:sum untyped
      job:plain:sum{job="x",cluster="eu",instance="",replica="a"} 3 15900

      """
    child.answers(body)
    _ = await cycle.run(at: 16_000)
    child.answers(Self.answer(Self.body(count: 8, at: 30_900)))
    let report = await cycle.run(at: 31_000)
    #expect(report?.addedCount == 1, "only the histogram is new")
    #expect(report?.error == nil)
  }

  @Test func `a histogram with more buckets than the job allows is made coarser`() async throws {
    let child = try ChildFixture()
    child.answers(Self.answer(Self.body(count: 5, at: 900)))
    var cycle = try Self.cycle(child) { $0.nativeHistogramBucketLimit = 1 }
    // In a coarser schema both buckets are one.
    #expect(await cycle.run(at: 1000)?.error == nil)
    #expect(child.recorder.histograms(Self.labels).map(\.positiveBuckets.count) == [1])
  }

  @Test func `a body that is no message fails the scrape with a reason`() async throws {
    let child = try ChildFixture()
    child.answers(Self.answer(Array(Self.body(count: 5, at: 900).dropLast(3))))
    var cycle = try Self.cycle(child)
    let error = await cycle.run(at: 1000)?.error
    #expect(error?.reason == .parse)
    #expect(
      error?.description.contains("metric family 2: the message is malformed: it ends in the middle") == true,
      "\(String(describing: error))")
    #expect(child.recorder.series.isEmpty)
  }
}
