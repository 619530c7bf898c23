import PromQL
import Storage
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// Where another replica takes over, a counter may fall without having begun anew: the functions of counters then see no
/// change, and every other fall is a reset to them.
struct TakeoverTests {
  private let engine = QueryEngine(limits: QueryLimits(), registry: Registry())
  /// Rises by ten a minute; at row 3 a replica takes over that is behind, at row 5 the counter begins anew.
  private static let counts: [Double] = [100, 110, 120, 105, 115, 3, 13]
  /// The same counter without a takeover, as far as changes go.
  private static let steadyCounts: [Double] = [100, 110, 120, 120, 130, 3, 13]

  private static func floats(_ counts: [Double], takeovers: [Int32]) -> SampleColumns {
    var samples = SampleColumns()
    for (row, count) in counts.enumerated() { samples.append(Timestamp(row) * 60_000, count) }
    samples.takeovers = takeovers
    return samples
  }

  private static func histograms(_ counts: [Double], takeovers: [Int32]) -> SampleColumns {
    var samples = SampleColumns()
    for (row, count) in counts.enumerated() {
      var histogram = FloatHistogram()
      histogram.positiveSpans = [.init(offset: 1, length: 1)]
      histogram.positiveBuckets = [count]
      histogram.count = count
      histogram.sum = count
      samples.append(Timestamp(row) * 60_000, histogram)
    }
    samples.takeovers = takeovers
    return samples
  }

  private func value(_ query: String, at time: Timestamp, _ samples: SampleColumns) async throws -> Double? {
    var storage = MemoryStorage()
    storage.add(["__name__": "x"], samples)
    let result = try await engine.range(query, from: time, through: time, step: 60_000, on: storage)
    guard case .matrix(let series) = result.value else { return nil }
    return series.first?.samples.values.first
  }

  private static let changes = ["increase(x[5m])", "rate(x[5m])", "increase(x[7m])", "irate(x[2m])"]

  @Test func `a float counter that falls at a takeover has not changed`() async throws {
    let samples = TakeoverTests.floats(TakeoverTests.counts, takeovers: [3])
    let steady = TakeoverTests.floats(TakeoverTests.steadyCounts, takeovers: [])
    for query in TakeoverTests.changes {
      for time: Timestamp in [180_000, 240_000, 300_000, 360_000] {
        let (change, wanted) = (try await value(query, at: time, samples), try await value(query, at: time, steady))
        #expect(change != nil && change == wanted, "\(query) at \(time)")
      }
    }
  }

  @Test func `a native histogram that falls at a takeover has not changed`() async throws {
    let samples = TakeoverTests.histograms(TakeoverTests.counts, takeovers: [3])
    let steady = TakeoverTests.histograms(TakeoverTests.steadyCounts, takeovers: [])
    for query in TakeoverTests.changes.map({ "histogram_count(\($0))" }) {
      for time: Timestamp in [180_000, 240_000, 300_000, 360_000] {
        let (change, wanted) = (try await value(query, at: time, samples), try await value(query, at: time, steady))
        #expect(change != nil && change == wanted, "\(query) at \(time)")
      }
    }
  }

  @Test func `a fall at a takeover is no reset, and any other is`() async throws {
    for make in [TakeoverTests.floats, TakeoverTests.histograms] {
      let resets = try await value("resets(x[10m])", at: 360_000, make(TakeoverTests.counts, [3]))
      let resetsUnmarked = try await value("resets(x[10m])", at: 360_000, make(TakeoverTests.counts, []))
      #expect(resets == 1)
      #expect(resetsUnmarked == 2)
    }
  }

  @Test func `a fall that is not marked counts from zero`() async throws {
    let samples = TakeoverTests.floats(TakeoverTests.counts, takeovers: [])
    #expect(try await value("irate(x[2m])", at: 180_000, samples) == 105.0 / 60)
  }
}
