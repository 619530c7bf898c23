import PromQL
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// When sums of native histograms warn that some began anew and others did not: where only counts and sums are wanted, as
/// Prometheus does.
struct HistogramResetTests {
  private let engine = QueryEngine(limits: QueryLimits(), registry: Registry())
  private static let warning = "PromQL warning: conflicting counter resets during histogram aggregation"

  private static func histogram(_ count: Double, _ reset: FloatHistogram.CounterReset) -> FloatHistogram {
    var histogram = FloatHistogram()
    histogram.positiveSpans = [.init(offset: 1, length: 1)]
    histogram.positiveBuckets = [count]
    (histogram.count, histogram.sum) = (count, count)
    histogram.counterReset = reset
    return histogram
  }

  /// A counter that began anew at the last minute, one that did not, and a gauge.
  private static var storage: MemoryStorage {
    var storage = MemoryStorage()
    for (kind, counts, reset) in [
      ("anew", [5, 6, 1], .unknown), ("on", [5, 6, 7], .unknown), ("gauge", [5, 6, 1], .gauge),
    ] as [(String, [Double], FloatHistogram.CounterReset)] {
      var samples = SampleColumns()
      for (row, count) in counts.enumerated() { samples.append(Timestamp(row) * 60_000, histogram(count, reset)) }
      storage.add(["__name__": "x", "kind": kind], samples)
    }
    return storage
  }

  private func warnings(_ query: String, at time: Timestamp = 120_000) async throws -> [String] {
    try await engine.instant(query, at: time, on: Self.storage).annotations.warnings
  }

  @Test func `counts and sums of a sum warn where resets meet their opposite`() async throws {
    for query in ["histogram_count(sum(x))", "histogram_sum(avg(x))", "histogram_avg(sum by (a) (x))"] {
      #expect(try await warnings(query).contains { $0.hasPrefix(Self.warning) }, "\(query)")
    }
    #expect(try await warnings("histogram_count(sum_over_time(x{kind=\"anew\"}[3m]))").count == 1)
  }

  @Test func `a sum of two has no answer where one began anew and the other did not`() async throws {
    for (operation, word) in [("+", "addition"), ("-", "subtraction")] {
      let query = "histogram_count(x{kind=\"on\"} \(operation) on() x{kind=\"anew\"})"
      let result = try await engine.range(query, from: 0, through: 120_000, step: 60_000, on: Self.storage)
      guard case .matrix(let matrix) = result.value, let series = matrix.first else { return #expect(Bool(false)) }
      #expect(series.samples.timestamps == [0, 60_000], "\(operation)")
      let warning = "PromQL warning: conflicting counter resets during histogram \(word) (1:17)"
      #expect(result.annotations.warnings == [warning])
    }
  }

  @Test func `nothing else warns`() async throws {
    for query in [
      "sum(x)", "histogram_quantile(0.5, sum(x))", "histogram_fraction(0, 1, sum(x))",
      "histogram_count(sum(x{kind=\"on\"}))", "histogram_count(sum(x{kind!=\"on\"}))", "histogram_count(sum(x >/ 0))",
      "histogram_count(sum(last_over_time(x[3m:1m])))", "histogram_quantile(0.5, histogram_count(sum(x)))",
      "histogram_count(sum(rate(x{kind!=\"gauge\"}[3m])))",
    ] {
      let warnings = try await warnings(query)
      #expect(!warnings.contains { $0.hasPrefix(Self.warning) }, "\(query) \(warnings)")
    }
    #expect(try await warnings("histogram_count(sum(x))", at: 0) == [], "of the first nothing is known")
  }

  @Test func `a range query warns, too, however many steps see the reset`() async throws {
    let result = try await engine.range(
      "histogram_count(sum(x))", from: 0, through: 240_000, step: 30_000, on: Self.storage)
    #expect(result.annotations.warnings == [Self.warning + " (1:21)"])
  }

  @Test func `an extended window of both kinds has no answer, as an ordinary one`() async throws {
    var samples = SampleColumns(timestamps: [0, 60_000], values: [1, 2])
    for (row, count) in [3.0, 4.0].enumerated() {
      samples.append(Timestamp(row + 2) * 60_000, Self.histogram(count, .unknown))
    }
    var storage = MemoryStorage()
    storage.add(["__name__": "x"], samples)
    for edge in ["", " anchored", " smoothed"] {
      let result = try await engine.instant("increase(x[2m]\(edge))", at: 150_000, on: storage)
      guard case .vector(let vector) = result.value else { return #expect(Bool(false)) }
      #expect(vector.isEmpty, "\(edge)")
      #expect(
        result.annotations.warnings == [
          "PromQL warning: encountered a mix of histograms and floats for metric name \"x\" (1:10)"
        ], "\(edge)")
    }
  }

  @Test func `steps of a subquery are compared with each other, whatever storage knows`() async throws {
    var samples = SampleColumns()
    for (row, (count, reset)) in [(5, .unknown), (1, .unknown), (2, .notReset)].enumerated()
      as EnumeratedSequence<
        [(Double, FloatHistogram.CounterReset)]
      >
    {
      samples.append(Timestamp(row) * 60_000, Self.histogram(count, reset))
    }
    var storage = MemoryStorage()
    storage.add(["__name__": "x"], samples)
    let result = try await engine.instant("resets(x[5m:2m])", at: 120_000, on: storage)
    guard case .vector(let vector) = result.value else { return #expect(Bool(false)) }
    #expect(vector.map(\.value) == [1])
  }
}
