import PromQL
import Storage
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// Large selections are split over the cores; nobody may see it in the answer.
struct ParallelEvaluationTests {
  private let engine = QueryEngine(limits: QueryLimits(), registry: Registry())

  private static func storage(_ random: inout SeededRandom, seriesCount: Int) -> MemoryStorage {
    var storage = MemoryStorage()
    for index in 0..<seriesCount {
      var samples = SampleColumns()
      for step in 0..<20 where Int.random(in: 0..<5, using: &random) > 0 {
        samples.append(Timestamp(step) * 60_000, Double.random(in: -1e6...1e6, using: &random))
      }
      storage.add(["__name__": "x", "group": "g\(index % 3)", "series": "s\(index)"], samples)
    }
    return storage
  }

  private static let queries = [
    "sum by (group) (x)", "avg by (group) (x)", "min by (group) (x)", "max(x)", "count(x)", "stddev(x)", "group(x)",
    "topk(3, x)", "sum by (group) (sum_over_time(x[5m]))",
  ]

  @Test func `the same query has the same answer every time, bit for bit`() async throws {
    var random = SeededRandom.fresh()
    let storage = ParallelEvaluationTests.storage(&random, seriesCount: 300)
    for query in ParallelEvaluationTests.queries {
      let first = try await answer(query, storage)
      for _ in 0..<5 {
        let again = try await answer(query, storage)
        #expect(first == again, "\(query), seed \(random.seed)")
      }
    }
  }

  @Test func `many series aggregate to what they give one after the other`() async throws {
    var random = SeededRandom.fresh()
    let storage = ParallelEvaluationTests.storage(&random, seriesCount: 300)
    let sums = try await answer("sum(x)", storage)
    // A series at a time cannot be split.
    var terms: [Timestamp: [Double]] = [:]
    for (_, samples) in storage.series {
      for step in stride(from: 0 as Timestamp, through: 1_200_000, by: 60_000) {
        let visible = samples.rows.last { $0.timestamp <= step && $0.timestamp > step - 300_000 }
        if let visible { terms[step, default: []].append(visible.value) }
      }
    }
    for (time, value) in zip(sums[0].timestamps, sums[0].values) {
      let wanted = (terms[time] ?? []).sorted().reduce(0, +)
      #expect((value - wanted).magnitude < 1e-3, "at \(time), seed \(random.seed)")
    }
  }

  @Test func `a step has the same bits whatever the range around it`() async throws {
    var random = SeededRandom.fresh()
    let storage = ParallelEvaluationTests.storage(&random, seriesCount: 300)
    for query in ["sum(x)", "avg(x)", "sum(sum_over_time(x[5m]))", "max(x)"] {
      let whole = try await answer(query, storage)
      for (time, value) in zip(whole[0].timestamps, whole[0].values) {
        let alone = try await engine.instant(query, at: time, on: storage)
        guard case .vector(let vector) = alone.value else { continue }
        #expect(vector.first?.value.bitPattern == value.bitPattern, "\(query) at \(time), seed \(random.seed)")
      }
    }
  }

  private func answer(_ query: String, _ storage: MemoryStorage) async throws -> [SampleColumns] {
    let result = try await engine.range(query, from: 0, through: 1_200_000, step: 60_000, on: storage)
    guard case .matrix(let series) = result.value else { return [] }
    return series.map(\.samples)
  }
}
