import PromQL
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// Functions of windows of native histograms that overlap must give what each window gives alone.
struct HistogramWindowTests {
  private let engine = QueryEngine(limits: QueryLimits(), registry: Registry())

  private static func histogram(_ count: Double, schema: Int32 = 0) -> FloatHistogram {
    var histogram = FloatHistogram()
    histogram.schema = schema
    histogram.positiveSpans = [.init(offset: 1, length: 2)]
    histogram.positiveBuckets = [count, 1]
    (histogram.count, histogram.sum) = (count + 1, count / 7)
    return histogram
  }

  @Test func `sums and means that slide are those of each window`() async throws {
    var random = SeededRandom.fresh()
    for _ in 0..<5 {
      var samples = SampleColumns()
      for row in 0..<40 where Int.random(in: 0..<8, using: &random) > 0 {
        let count = Double(Int.random(in: 0...9, using: &random))
        samples.append(Timestamp(row) * 1000, Self.histogram(count, schema: Int32.random(in: 0...1, using: &random)))
      }
      var storage = MemoryStorage()
      storage.add(["__name__": "x"], samples)
      for call in ["sum_over_time(x[7s])", "avg_over_time(x[7s])", "sum_over_time(x[20s] offset 3s)"] {
        let range = try await engine.range(call, from: 0, through: 45_000, step: 1000, on: storage)
        guard case .matrix(let series) = range.value, series.count == 1 else { return _ = Issue.record("no series") }
        for entry in series[0].samples.histograms {
          let time = series[0].samples.timestamps[entry.row]
          let instant = try await engine.instant(call, at: time, on: storage)
          guard case .vector(let vector) = instant.value, var alone = vector.first?.histogram else {
            return _ = Issue.record("no histogram at \(time)")
          }
          var found = entry.histogram
          #expect(QueryScript.isClose(found.sum, alone.sum), "\(call) at \(time), seed \(random.seed)")
          (found.sum, alone.sum) = (0, 0)
          #expect(found == alone, "\(call) at \(time), seed \(random.seed)")
        }
      }
    }
  }

  @Test func `changes and resets are counted window by window, whatever kinds of samples follow one another`()
    async throws
  {
    var random = SeededRandom.fresh()
    for _ in 0..<10 {
      let numbers = (0..<40).map { _ in Int.random(in: 1...3, using: &random) }
      let areFloats = numbers.map { _ in Int.random(in: 0..<4, using: &random) == 0 }
      var samples = SampleColumns()
      for (row, number) in numbers.enumerated() {
        if areFloats[row] {
          samples.append(Timestamp(row) * 1000, Double(number))
        } else {
          samples.append(Timestamp(row) * 1000, Self.histogram(Double(number)))
        }
      }
      var storage = MemoryStorage()
      storage.add(["__name__": "x"], samples)
      for (function, isEvent) in [("changes", { $0 != $1 }), ("resets", { $1 < $0 })] as [(String, (Int, Int) -> Bool)]
      {
        let result = try await engine.range(
          "\(function)(x[6s])", from: 0, through: 39_000, step: 1000, on: storage)
        guard case .matrix(let series) = result.value, series.count == 1 else { return _ = Issue.record("no series") }
        for (row, found) in series[0].samples.values.enumerated() {
          let pairs = (max(0, row - 5)..<row).filter {
            areFloats[$0] != areFloats[$0 + 1] || isEvent(numbers[$0], numbers[$0 + 1])
          }
          #expect(found == Double(pairs.count), "\(function) at \(row), seed \(random.seed)")
        }
      }
    }
  }
}
