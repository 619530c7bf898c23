import PromQL
import Telemetry
import TestSupport
import Testing
import Threads

struct QueryThreadsTests {
  @Test(.timeLimit(.minutes(2)))
  func `queries that hold their threads keep neither other work nor rules waiting`() async throws {
    let engine = QueryEngine(limits: QueryLimits(), registry: Registry())
    let storage = HeldStorage(MemoryStorage("x 7", every: 1000))
    let queries = (0..<2 * Cores.count).map { _ in
      Task { try await engine.instant("x", at: 1000, on: storage).value }
    }
    // This loop is other work: it goes on while as many threads are held as there are cores.
    while storage.askedCount.withLock({ $0 }) < Cores.count { try await Task.sleep(for: .milliseconds(1)) }
    let rule = try await QueryOrigin.ruleGroup(file: "r.yml", name: "g").asking { () async throws(QueryError) in
      try await engine.instant("1 + 1", at: 1000, on: MemoryStorage())
    }
    #expect(rule.value.isScalar(2))
    storage.open()
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
