import Glibc
import PromQL
import Storage
import Telemetry
import TestSupport
import Testing
import Threads
import TimeSeries

struct QueryThreadsTests {
  @Test(.timeLimit(.minutes(2)))
  func `queries that hold their threads keep neither other work nor rules waiting`() async throws {
    let engine = QueryEngine(limits: QueryLimits(), registry: Registry())
    let storage = HeldStorage()
    let coreCount = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    let queries = (0..<2 * coreCount).map { _ in
      Task { try await engine.instant("x", at: 1000, on: storage).value }
    }
    // This loop is other work: it goes on while as many threads are held as there are cores.
    while storage.readerCount.withLock({ $0 }) < coreCount { try await Task.sleep(for: .milliseconds(1)) }
    let rule = try await QueryOrigin.ruleGroup(file: "r.yml", name: "g").asking { () async throws(QueryError) in
      try await engine.instant("1 + 1", at: 1000, on: MemoryStorage())
    }
    #expect(rule.value.isScalar(2))
    storage.isOpen.change { $0 = true }
    for query in queries {
      guard case .vector(let samples) = try await query.value else { Issue.record("no vector"); continue }
      #expect(samples.map(\.value) == [7])
    }
  }
}

extension QueryValue {
  fileprivate func isScalar(_ expected: Double) -> Bool {
    if case .scalar(_, let value) = self { value == expected } else { false }
  }
}

/// One series, reading which takes the thread until the storage is opened.
private struct HeldStorage: Queryable {
  let isOpen = Monitor(false)
  let readerCount = Locked(0)

  func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
    HeldSelection(labels: [["__name__": "x"]], storage: self)
  }

  func labelNames(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [String] { [] }

  func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] { [] }

  func series(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [Labels] { [] }
}

private struct HeldSelection: SeriesSelection {
  let labels: [Labels]
  let storage: HeldStorage

  func reordered(_ order: [Int]) -> any SeriesSelection { self }

  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    storage.readerCount.withLock { $0 += 1 }
    storage.isOpen.wait { $0 ? () : nil }
    // Whoever goes on wakes the next.
    storage.isOpen.change { _ in }
    var samples = SampleColumns()
    samples.append(1000, 7)
    try body(0, samples)
  }
}
