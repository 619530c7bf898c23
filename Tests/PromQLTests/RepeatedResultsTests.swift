import PromQL
import Storage
import Telemetry
import TestSupport
import Testing
import Threads
import TimeSeries

/// What stands in a query twice is evaluated once.
struct RepeatedResultsTests {
  /// Counts how often series are read.
  private final class CountingStorage: Queryable {
    let storage: MemoryStorage
    let selectCount = Locked(0)
    let readCount = Locked(0)

    init(_ storage: MemoryStorage) { self.storage = storage }

    func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
      selectCount.withLock { $0 += 1 }
      return CountingSelection(selection: try storage.select(matchers, range), readCount: readCount)
    }

    func labelNames(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [String] { [] }
    func labelValues(
      of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
    ) throws(StorageError) -> [String] { [] }
    func series(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [Labels] { [] }
  }

  private struct CountingSelection: SeriesSelection {
    let selection: any SeriesSelection
    let readCount: Locked<Int>

    var labels: [Labels] { selection.labels }

    func reordered(_ order: [Int]) -> any SeriesSelection {
      CountingSelection(selection: selection.reordered(order), readCount: readCount)
    }

    func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
      try selection.read(range) { index, samples in
        readCount.withLock { $0 += 1 }
        try body(index, samples)
      }
    }
  }

  private let engine = QueryEngine(limits: QueryLimits(), registry: Registry())
  private let storage = MemoryStorage(
    """
    requests_total{job="a"} 0+60x40
    requests_total{job="b"} 0+90x40
    """, every: 15_000)

  private func run(_ text: String) async throws -> (result: QueryResult, selects: Int, reads: Int) {
    let counting = CountingStorage(storage)
    let result = try await engine.range(text, from: 300_000, through: 600_000, step: 60_000, on: counting)
    return (result, counting.selectCount.withLock { $0 }, counting.readCount.withLock { $0 })
  }

  @Test func `equal parts are read once`() async throws {
    let queries: [(text: String, selects: Int, reads: Int)] = [
      ("sum(rate(requests_total[5m])) / sum(rate(requests_total[5m]))", 1, 2),
      ("sum(requests_total) / count(requests_total)", 1, 2),
      ("sum(requests_total) / (sum(requests_total) + sum((requests_total)))", 1, 2),
      // Pinned parts, for one step.
      ("requests_total - requests_total @ 300 - requests_total @ 300", 2, 4),
      // Another window, another time, another label: other parts.
      ("sum(rate(requests_total[5m])) / sum(rate(requests_total[4m]))", 2, 4),
      ("requests_total - requests_total offset 1m", 2, 4),
      ("sum(requests_total) / sum(requests_total{job=\"a\"})", 2, 3),
      // The same selector and window under two functions: found once, read by both.
      ("max_over_time(requests_total[5m]) - min_over_time(requests_total[5m])", 1, 4),
      // In a subquery, steps are others.
      ("sum(requests_total) / sum(max_over_time(requests_total[5m:1m]))", 2, 4),
    ]
    for (text, selects, reads) in queries {
      let run = try await run(text)
      #expect(run.selects == selects, "\(text)")
      #expect(run.reads == reads, "\(text)")
    }
  }

  @Test func `a value does not depend on what else is in the query`() async throws {
    let whole = try await run("sum(requests_total) + 0 * sum(requests_total)").result
    let alone = try await run("sum(requests_total)").result
    guard case .matrix(let first) = whole.value, case .matrix(let second) = alone.value else {
      Issue.record("no matrices")
      return
    }
    #expect(first.map(\.samples) == second.map(\.samples))
  }

  @Test func `what is remarked twice is told once, of the place that comes first`() async throws {
    let result = try await run("quantile(2, requests_total) + quantile(2, requests_total)").result
    #expect(
      result.annotations.warnings == ["PromQL warning: quantile value should be between 0 and 1, got 2 (1:10)"])
  }
}
