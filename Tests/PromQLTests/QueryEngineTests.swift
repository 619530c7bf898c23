import PromQL
import Storage
import Telemetry
import TestSupport
import Testing
import Threads
import TimeSeries

struct QueryEngineTests {
  private func engine(_ change: (inout QueryLimits) -> Void = { _ in }) -> QueryEngine {
    var limits = QueryLimits()
    change(&limits)
    return QueryEngine(limits: limits, registry: Registry())
  }

  private let storage = MemoryStorage(
    """
    requests_total{job="a"} 0+60x20
    requests_total{job="b"} 0+120x20
    up{job="a"} 1x20
    """, every: 60_000)

  @Test func `errors say what they are`() async throws {
    let engine = engine()
    let error = await #expect(throws: QueryError.self) { try await engine.instant("sum(", at: 0, on: storage) }
    #expect(error?.reason == .badData)
    #expect(error?.description.hasPrefix("1:") == true)
    let many = await #expect(throws: QueryError.self) {
      try await engine.instant("up + on () requests_total", at: 60_000, on: storage)
    }
    #expect(many?.reason == .execution)
    #expect(
      many?.description
        == "found duplicate series for the match group {} on the right hand-side of the operation: "
        + #"[{__name__="requests_total", job="a"}, {__name__="requests_total", job="b"}]"#
        + ";many-to-many matching not allowed: matching labels must be unique on one side")
  }

  @Test func `a second match is one even if a comparison leaves it out`() async throws {
    let engine = engine()
    // At ten minutes a is at 600, b at 1200, and up at 1.
    for operation in ["<", "==", ">", "> bool"] {
      let error = await #expect(throws: QueryError.self) {
        try await engine.instant("requests_total \(operation) ignoring (job) up", at: 600_000, on: storage)
      }
      #expect(
        error?.description.hasPrefix("multiple matches for labels: many-to-one matching must be explicit") == true)
    }
  }

  @Test func `the first step says whether a series of both sides of an or keeps its name`() async throws {
    let storage = MemoryStorage("x 1 2 3", every: 60_000)
    let engine = engine { $0.lookback = 60_000 }
    for (query, labels) in [
      ("x or on () max_over_time(x[9m])", "x"), ("(x > 1) or on () max_over_time(x[9m])", "{}"),
    ] {
      let result = try await engine.range(query, from: 0, through: 300_000, step: 60_000, on: storage)
      guard case .matrix(let series) = result.value else { return _ = Issue.record("no matrix") }
      #expect(series.map(\.labels.description) == [labels], "\(query)")
      #expect(series.first?.samples.count == 6)
    }
  }

  @Test func `a range query wants a scalar or an instant vector`() async throws {
    let engine = engine()
    let error = await #expect(throws: QueryError.self) {
      try await engine.range("up[5m]", from: 0, through: 1000, step: 1000, on: storage)
    }
    #expect(
      error?.description
        == "invalid expression type \"range vector\" for range query, must be Scalar or instant Vector")
  }

  @Test func `too many samples are refused`() async throws {
    let engine = engine { $0.samplesMax = 10 }
    let error = await #expect(throws: QueryError.self) {
      try await engine.instant("sum_over_time(requests_total[20m])", at: 1_200_000, on: storage)
    }
    #expect(
      error?.description == "query processing would load too many samples into memory in query execution")
  }

  @Test func `time runs out`() async throws {
    let engine = engine { $0.timeout = 0 }
    let error = await #expect(throws: QueryError.self) {
      try await engine.instant("requests_total", at: 60_000, on: storage)
    }
    #expect(error?.reason == .timeout)
  }

  @Test func `a canceled query ends`() async throws {
    let engine = engine()
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await engine.instant("requests_total", at: 60_000, on: storage)
    }
    task.cancel()
    let error = await #expect(throws: QueryError.self) { try await task.value }
    #expect(error?.reason == .canceled)
  }

  @Test func `an instant query for a range gives the samples as stored`() async throws {
    let result = try await engine().instant("up[3m]", at: 300_000, on: storage)
    guard case .matrix(let series) = result.value else {
      Issue.record("got \(result.value)")
      return
    }
    #expect(series.map(\.samples.timestamps) == [[180_000, 240_000, 300_000]])
  }

  @Test func `remarks carry the place in the query`() async throws {
    let result = try await engine().instant("quantile(2, up)", at: 60_000, on: storage)
    #expect(
      result.annotations.warnings == ["PromQL warning: quantile value should be between 0 and 1, got 2 (1:10)"])
    let rate = try await engine().instant("rate(up[5m])", at: 300_000, on: storage)
    #expect(
      rate.annotations.infos == [
        "PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"up\" (1:6)"
      ])
  }

  @Test func `statistics count what was read`() async throws {
    let result = try await engine().range(
      "sum(rate(requests_total[5m]))", from: 300_000, through: 600_000, step: 60_000, on: storage)
    // Six steps with five samples each in their windows, of two series with ten samples in all windows together.
    #expect(result.statistics.queryableSamples == 60)
    #expect(result.statistics.readSamples == 20)
    #expect(result.statistics.peakSamples > 0)
  }

  @Test func `statistics tell the samples of each step when asked`() async throws {
    var options = QueryOptions()
    options.wantsStatisticsPerStep = true
    let result = try await engine().range(
      "requests_total + rate(requests_total[2m])", from: 0, through: 120_000, step: 60_000, on: storage,
      options: options)
    // Two series: one sample of each for the selector, and as many as the window holds so far.
    #expect(result.statistics.queryableSamplesPerStep == [4, 6, 6])
  }

  @Test func `a request may bring a lookback of its own`() async throws {
    var options = QueryOptions()
    options.lookback = 60_000
    let engine = engine()
    for (time, count) in [(1_259_999 as Timestamp, 3), (1_260_000, 0)] {
      let result = try await engine.instant("{job=~\".+\"}", at: time, on: storage, options: options)
      guard case .vector(let vector) = result.value else { continue }
      #expect(vector.count == count, "at \(time)")
    }
  }

  @Test func `waiting for a turn counts as time`() async throws {
    let engine = engine { $0.concurrentMax = 1 }
    let slow = HeldStorage(storage)
    let first = Task { try await engine.instant("up", at: 60_000, on: slow) }
    while slow.askedCount.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(1)) }
    var options = QueryOptions()
    options.timeout = 20
    let error = await #expect(throws: QueryError.self) {
      try await engine.instant("up", at: 60_000, on: storage, options: options)
    }
    slow.open()
    #expect(error?.description == "query timed out in query queue")
    guard case .vector(let vector) = try await first.value.value else { return }
    #expect(vector.count == 1)
  }

  @Test func `no more queries run at once than may`() async throws {
    let engine = engine { $0.concurrentMax = 1 }
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<20 {
        group.addTask {
          let result = try await engine.instant("requests_total", at: 600_000, on: storage)
          guard case .vector(let vector) = result.value else { return 0 }
          return vector.count
        }
      }
      for try await count in group { #expect(count == 2) }
    }
  }
}
