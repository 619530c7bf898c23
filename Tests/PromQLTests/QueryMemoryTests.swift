import PromQL
import Storage
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// What a query may hold in memory is counted, and ends it where it is too much.
struct QueryMemoryTests {
  private let storage: MemoryStorage = {
    var storage = MemoryStorage()
    for index in 0..<200 { storage.load("level{a=\"\(index)\"} 1+1x40", every: 15_000) }
    return storage
  }()

  private func engine(_ registry: Registry = Registry(), _ change: (inout QueryLimits) -> Void) -> QueryEngine {
    var limits = QueryLimits()
    change(&limits)
    return QueryEngine(limits: limits, registry: registry)
  }

  private func error(_ text: String, _ engine: QueryEngine) async -> QueryError? {
    do throws(QueryError) {
      _ = try await engine.range(text, from: 0, through: 600_000, step: 15_000, on: storage)
      return nil
    } catch {
      return error
    }
  }

  /// By bound.
  private func refusals(_ registry: Registry) -> [String: Double] {
    let samples = registry.families().first { $0.name == "iapetus_query_memory_exceeded_total" }?.samples ?? []
    return Dictionary(samples.map { ($0.labels.first?.value ?? "", $0.value) }) { $1 }
  }

  private func heldBytes(_ registry: Registry) -> Double? {
    registry.families().first { $0.name == "iapetus_query_memory_bytes" }?.samples.first?.value
  }

  @Test func `a query that needs too much memory ends with a sentence, and is counted`() async {
    let registry = Registry()
    let engine = engine(registry) { $0.memoryMax = 50 << 10 }
    for text in [
      "level", "topk(3, level)", "level * on (a) level", "quantile by (a) (0.5, level)", "count_values(\"v\", level)",
      "sum by (a) (level)", "last_over_time(level[5m])", "max_over_time(level[5m:15s])",
    ] {
      let error = await error(text, engine)
      #expect(
        error?.description
          == "query needs more than 50KB of memory (--query.max-memory); select fewer series, a shorter range or a longer"
          + " step", "\(text)")
      #expect(error?.reason == .execution)
    }
    #expect(refusals(registry) == ["query": 8, "total": 0])
    #expect(heldBytes(registry) == 0, "what was held is given back")
    #expect(await self.error("sum(level{a=\"1\"})", engine) == nil)
  }

  @Test func `all queries together are bounded, too`() async {
    let registry = Registry()
    let engine = engine(registry) { $0.totalMemoryMax = 50 << 10 }
    let error = await error("level", engine)
    #expect(
      error?.description
        == "queries together need more than 50KB of memory (--query.max-total-memory); this one was ended, try it again"
        + " when others are done")
    #expect(refusals(registry) == ["query": 0, "total": 1])
    #expect(heldBytes(registry) == 0)
  }

  @Test func `statistics tell the peak, which grows with what is asked`() async throws {
    let engine = engine { _ in }
    var peaks: [Int] = []
    for text in ["level{a=\"1\"}", "level", "level or (level + 1)"] {
      let result = try await engine.range(text, from: 0, through: 600_000, step: 15_000, on: storage)
      peaks.append(result.statistics.peakMemoryBytes)
    }
    // 41 steps of 8 bytes and their timestamps for each of 200 series are in the answer of the second.
    #expect(peaks[0] < peaks[1] / 50 && peaks[1] > 41 * 16 * 200 && peaks[1] < peaks[2], "\(peaks)")
  }
}
