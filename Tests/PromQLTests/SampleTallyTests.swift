import PromQL
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// What `stats` says of samples, by Prometheus's rules.
struct SampleTallyTests {
  /// A sample every ten seconds: three series of floats, one of native histograms.
  private let storage: MemoryStorage

  init() {
    var storage = MemoryStorage(
      """
      level{a="1"} 0+1x100
      level{a="2"} 0+2x100
      level{a="3"} 0+3x100
      """, every: 10_000)
    var histograms = SampleColumns()
    for index in 0...100 { histograms.append(Timestamp(index) * 10_000, Self.histogram) }
    storage.add(["__name__": "spread"], histograms)
    self.storage = storage
  }

  private static var histogram: FloatHistogram {
    var histogram = FloatHistogram()
    (histogram.count, histogram.sum) = (3, 5)
    histogram.positiveSpans = [.init(offset: 0, length: 2)]
    histogram.positiveBuckets = [1, 2]
    return histogram
  }

  private func statistics(
    _ text: String, from start: Timestamp = 200_500, steps: Int = 1, perStep: Bool = true
  ) async throws -> QueryStatistics {
    let engine = QueryEngine(limits: QueryLimits(), registry: Registry())
    var options = QueryOptions()
    options.wantsStatisticsPerStep = perStep
    if steps == 1 { return try await engine.instant(text, at: start, on: storage, options: options).statistics }
    return try await engine.range(
      text, from: start, through: start + 5_000 * Timestamp(steps - 1), step: 5_000, on: storage, options: options
    ).statistics
  }

  @Test func `an instant query looks at what it needs`() async throws {
    let cases: [(String, looked: Int, read: Int)] = [
      ("1 + 2", 0, 0), ("level", 3, 3), ("sum(level)", 3, 3), ("topk(1, level)", 3, 3), ("timestamp(level)", 3, 3),
      ("level[1m]", 18, 18), ("rate(level[1m])", 18, 18), ("level + on (a) level", 6, 6),
      ("sum(rate(level[1m])) / sum(rate(level[1m]))", 36, 36), ("level @ 100", 3, 3),
      // Twelve steps within the minute, each of which looks at a sample of each series: the function sees twelve points.
      ("level[1m:5s]", 36, 36), ("max_over_time(level[1m:5s])", 36, 36),
      // Six samples at each of the twelve steps; the function sees twelve points all the same.
      ("rate(level[1m])[1m:5s]", 216, 36), ("max_over_time(rate(level[1m])[1m:5s])", 36, 36),
      ("sum_over_time(max_over_time(level[1m:5s])[1m:5s])", 36, 69),
      ("nothing", 0, 0), ("absent(level)", 3, 3), ("scalar(level)", 3, 3),
    ]
    for (text, looked, read) in cases {
      let statistics = try await statistics(text)
      #expect(statistics.queryableSamples == looked, "\(text)")
      #expect(statistics.readSamples == read, "\(text)")
      #expect(statistics.queryableSamplesPerStep == [looked], "\(text)")
    }
  }

  @Test func `each step of a range counts as if it were alone`() async throws {
    let cases: [(String, perStep: [Int], read: Int)] = [
      ("level", [3, 3, 3, 3], 12), ("rate(level[1m])", [18, 18, 18, 18], 21),
      ("level @ 100", [3, 3, 3, 3], 3), ("rate(level[1m] @ 100)", [18, 18, 18, 18], 18),
      ("level + level", [6, 6, 6, 6], 24), ("sum(level @ 100) + sum(level @ 100)", [6, 6, 6, 6], 6),
      ("max_over_time(level[1m:5s])", [36, 36, 36, 36], 45),
      ("max_over_time(level[1m:5s] @ 100)", [36, 36, 36, 36], 36),
      ("level - scalar(level{a=\"1\"} @ 50)", [4, 4, 4, 4], 13), ("time()", [0, 0, 0, 0], 0),
    ]
    for (text, perStep, read) in cases {
      let statistics = try await statistics(text, steps: 4)
      #expect(statistics.queryableSamplesPerStep == perStep, "\(text)")
      #expect(statistics.queryableSamples == perStep.reduce(0, +), "\(text)")
      #expect(statistics.readSamples == read, "\(text)")
      let plain = try await self.statistics(text, steps: 4, perStep: false)
      #expect(plain.queryableSamples == statistics.queryableSamples, "\(text)")
      #expect(plain.queryableSamplesPerStep.isEmpty, "\(text)")
    }
  }

  @Test func `a native histogram counts by its size`() async throws {
    // 168 bytes, a timestamp, a span and two buckets, in units of a float's 16 bytes.
    let weight = (168 + 8 + 8 + 2 * 8) / 16
    for (text, looked) in [
      ("spread", weight), ("spread[1m]", 6 * weight), ("rate(spread[1m])", 6 * weight),
      ("histogram_quantile(0.5, spread)", weight),
      // Without the buckets, if only sums are wanted.
      ("histogram_count(spread)", 11), ("histogram_count(rate(spread[1m]))", 66),
    ] {
      #expect(try await statistics(text).queryableSamples == looked, "\(text)")
    }
    #expect(try await statistics("rate(spread[1m])", steps: 2).queryableSamplesPerStep == [6 * weight, 6 * weight])
  }
}
