import PromQL
import Storage
import Telemetry
import TestSupport
import Testing
import Threads
import TimeSeries

/// What is to be seen of queries that wait or run, how they are ended, and what is told of them afterwards.
@Suite(.serialized)
struct ActiveQueriesTests {
  private let storage: MemoryStorage = {
    var storage = MemoryStorage()
    for index in 0..<LongQuery.seriesCount { storage.load("x{a=\"\(index)\"} 1 2", every: 15_000) }
    return storage
  }()

  private let finished = Locked<[FinishedQuery]>([])

  private func engine(_ change: (inout QueryLimits) -> Void = { _ in }) -> QueryEngine {
    var limits = QueryLimits()
    change(&limits)
    return QueryEngine(limits: limits, registry: Registry()) { [finished] query in
      finished.withLock { $0.append(query) }
    }
  }

  /// A query that would go on for minutes, or another one.
  private func start(
    _ engine: QueryEngine, _ text: String = LongQuery.text, from origin: QueryOrigin = .program
  ) -> Task<QueryError?, Never> {
    Task {
      do throws(QueryError) {
        _ = try await origin.asking { () async throws(QueryError) -> QueryResult in
          try await engine.range(
            text, from: 0, through: Timestamp(LongQuery.stepCount) * 1000, step: 1000, on: storage)
        }
        return nil
      } catch {
        return error
      }
    }
  }

  private func wait(for engine: QueryEngine, _ states: [ActiveQueryStatus.State]) async throws {
    while engine.activeQueries.map(\.state) != states { try await Task.sleep(for: .milliseconds(1)) }
  }

  private let client = QueryOrigin.request(clientAddress: "192.0.2.1", method: "GET", path: "/api/v1/query_range")
  private let group = QueryOrigin.ruleGroup(file: "r.yml", name: "g")

  @Test(.timeLimit(.minutes(4)))
  func `a query is seen while it runs, and can be ended`() async throws {
    let engine = engine()
    let query = start(engine, from: client)
    while (engine.activeQueries.first?.usage.peakSamples ?? 0) == 0 { try await Task.sleep(for: .milliseconds(1)) }
    let status = try #require(engine.activeQueries.first)
    #expect(status.description.text == LongQuery.text)
    #expect(status.description.text(upTo: 7) == "(sum(co…")
    #expect(status.description.end == 500_000)
    #expect(status.description.step == 1000)
    #expect(status.description.isRange)
    #expect(status.description.origin == client)
    #expect(status.description.deadline == status.description.arrivedAt + 120_000)
    #expect(status.usage.peakMemoryBytes > 0)
    #expect(engine.cancel(status.description.id + 1) == .unknown)
    #expect(engine.cancel(status.description.id) == .canceled)
    let error = await query.value
    #expect(error?.reason == .canceled)
    #expect(error?.description == "query was canceled in expression evaluation")
    #expect(engine.activeQueries.isEmpty)
    #expect(engine.cancel(status.description.id) == .unknown)
    let told = try #require(finished.withLock { $0.first })
    #expect(told.error?.description == error?.description)
    #expect(told.statistics.peakSamples > 0)
    #expect(told.statistics.evaluateSeconds > 0)
  }

  @Test(.timeLimit(.minutes(4)))
  func `a query that waits can be ended`() async throws {
    let engine = engine { $0.concurrentMax = 1 }
    let first = start(engine)
    try await wait(for: engine, [.running])
    let second = start(engine)
    try await wait(for: engine, [.running, .queued])
    #expect(engine.cancel(engine.activeQueries[1].description.id) == .canceled)
    #expect(await second.value?.description == "query was canceled in query queue")
    #expect(engine.cancel(engine.activeQueries[0].description.id) == .canceled)
    #expect(await first.value?.reason == .canceled)
  }

  @Test(.timeLimit(.minutes(4)))
  func `a query whose caller goes away is gone`() async throws {
    let engine = engine()
    let query = start(engine)
    try await wait(for: engine, [.running])
    query.cancel()
    #expect(await query.value?.reason == .canceled)
    #expect(engine.activeQueries.isEmpty)
  }

  @Test(.timeLimit(.minutes(4)))
  func `when the queue is full clients are refused, and rules wait`() async throws {
    let engine = engine {
      $0.concurrentMax = 1
      $0.rulesConcurrentMax = 0
      $0.queuedMax = 1
    }
    let first = start(engine, from: client)
    try await wait(for: engine, [.running])
    let second = start(engine, from: client)
    try await wait(for: engine, [.running, .queued])
    let refused = await start(engine, from: client).value
    #expect(refused?.reason == .overloaded)
    #expect(
      refused?.description
        == "query was refused: 1 queries run (--query.max-concurrency) and 1 wait (--query.max-queued); try it again when"
        + " some are done")
    let rule = start(engine, from: group)
    try await wait(for: engine, [.running, .queued, .queued])
    #expect(engine.cancel(engine.activeQueries[2].description.id) == .ofRule(group: "g"))
    #expect(engine.activeQueries.count == 3)
    for query in [rule, second, first] { query.cancel() }
    for query in [rule, second, first] { #expect(await query.value?.reason == .canceled) }
  }

  @Test(.timeLimit(.minutes(4)))
  func `rules have places of their own`() async throws {
    let engine = engine {
      $0.concurrentMax = 1
      $0.queuedMax = 0
    }
    let running = start(engine, from: client)
    try await wait(for: engine, [.running])
    #expect(await start(engine, "1", from: client).value?.reason == .overloaded)
    #expect(await start(engine, "1", from: group).value == nil)
    running.cancel()
    #expect(await running.value?.reason == .canceled)
  }

  @Test(.timeLimit(.minutes(4)))
  func `rules wait ahead of clients`() async throws {
    let engine = engine {
      $0.concurrentMax = 1
      $0.rulesConcurrentMax = 0
    }
    let running = start(engine, from: client)
    try await wait(for: engine, [.running])
    let waiting = start(engine, from: client)
    try await wait(for: engine, [.running, .queued])
    let rule = start(engine, "1", from: group)
    try await wait(for: engine, [.running, .queued, .queued])
    running.cancel()
    #expect(await rule.value == nil)
    // Behind it, the rule would have had to wait for its end.
    waiting.cancel()
    for query in [running, waiting] { #expect(await query.value?.reason == .canceled) }
  }

  @Test(.timeLimit(.minutes(4)))
  func `a bound that is raised lets those in that wait`() async throws {
    let engine = engine { $0.concurrentMax = 1 }
    let queries = [start(engine), start(engine)]
    while engine.activeQueries.map(\.state).sorted(by: { $0.rawValue < $1.rawValue }) != [.queued, .running] {
      try await Task.sleep(for: .milliseconds(1))
    }
    var limits = engine.limits
    limits.concurrentMax = 2
    engine.apply(limits)
    try await wait(for: engine, [.running, .running])
    for query in queries { query.cancel() }
    for query in queries { _ = await query.value }
  }

  @Test func `slow queries are remembered, a bounded number of them and of their text`() async throws {
    let engine = engine {
      $0.slowAfter = 0
      $0.slowKept = 2
    }
    for text in ["1", "2", "3 +" + String(repeating: " ", count: 10_000) + "4"] {
      _ = try await engine.instant(text, at: 5000, on: storage)
    }
    let slow = engine.slowQueries
    #expect(slow.count == 2)
    #expect(slow.first?.description.text.utf8.count == 4096 + "…".utf8.count)
    #expect(slow.last?.description.text == "2")
    #expect(finished.withLock { $0.map(\.description.step) } == [0, 0, 0])
    #expect(finished.withLock { $0.last?.description.text.utf8.count } == 10_004)
  }

  @Test func `a rule's query has the text of its expression`() async throws {
    let expression = try Parser.parse("sum  by(a)(x)")
    _ = try await engine().instant(expression, at: 5000, on: storage)
    #expect(finished.withLock { $0.first?.description.text } == "sum by (a) (x)")
  }

  @Test func `a query that fails is told of with its error`() async throws {
    let engine = engine { $0.samplesMax = 10 }
    await #expect(throws: QueryError.self) { try await engine.instant("x + 1", at: 15_000, on: storage) }
    #expect(
      finished.withLock { $0.first?.error?.description }
        == "query processing would load too many samples into memory in query execution")
  }
}
