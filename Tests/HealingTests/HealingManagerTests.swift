import Budget
import Compression
import Fleet
import PromQL
import RemoteProtocol
import Scrape
import Storage
import TSDB
import Telemetry
import TestSupport
import Testing
import Threads
import TimeSeries

@testable import Healing

struct HealingManagerTests {
  @Test func `a gap is filled from the child's own storage, bit for bit`() async throws {
    let scene = try await HealingScene()
    let manager = try scene.manager()
    #expect(manager.takeTurns() == ["eu"])
    #expect(manager.takeTurns().isEmpty, "one task for each cluster")
    await manager.heal("eu")
    try scene.expectWhole(scene.children[0])
    let status = manager.status()
    #expect(status.open.isEmpty)
    #expect(status.finished.map(\.state) == [.healed])
    #expect(status.finished.first?.sampleCount == 2 * 16)
    #expect(status.finished.first?.route == .remoteRead)
    #expect(scene.children[0].count("/api/v1/read") == 1)
    let period = HealingScene.period
    #expect(scene.marked.map(\.range) == [scene.gap.from + period...scene.gap.until - period])
    #expect(manager.takeTelling())
    await manager.tellRules()
    #expect(
      scene.told.withLock { $0 } == [
        HealedSamples(clusters: ["eu"], range: scene.gap.from...scene.gap.until - period)
      ])
    #expect(!manager.takeTelling())
  }

  @Test func `that a hole is healed is in the batch of its samples`() async throws {
    let scene = try await HealingScene()
    for count in 1...3 { scene.miss(inARow: count) }
    let manager = try scene.manager()
    try await scene.writeBook()
    #expect(try scene.rememberedIntervals().count == 1)
    _ = manager.takeTurns()
    await manager.heal("eu")
    // The book itself has written nothing since.
    #expect(try scene.rememberedIntervals().isEmpty)
    #expect(scene.book.status(of: "eu")?.darkIntervals == [])
  }

  @Test func `where nothing was missed, rules still hear of the time in which the cluster counted as dark`()
    async throws
  {
    let scene = try await HealingScene()
    var batch = SampleBatch()
    for (labels, samples) in scene.children[0].history.series {
      let id = try scene.database.seriesID(of: labels)
      for sample in samples { batch.append(id, sample.timestamp, sample.value) }
    }
    _ = try await scene.database.append(batch)
    let manager = try scene.manager(observes: false)
    let member = ClusterChild(id: ObjectIdentifier(scene.children[0]), replica: "a", url: scene.children[0].address)
    for count in 1...3 {
      scene.book.noteMiss(member, of: "eu", isNamed: true, inARow: count, error: "refused", at: scene.gap.from)
    }
    scene.observe(manager)
    #expect(scene.book.status(of: "eu")?.darkIntervals.count == 1)
    _ = manager.takeTurns()
    await manager.heal("eu")
    #expect(manager.status().finished.first?.sampleCount == 0)
    #expect(scene.book.status(of: "eu")?.darkIntervals == [])
    #expect(manager.takeTelling())
    await manager.tellRules()
    let told = try #require(scene.told.withLock { $0 }.first?.range)
    #expect(told.lowerBound <= scene.gap.from && scene.gap.until <= told.upperBound)
  }

  @Test func `without remote read the query API serves, and gets its external labels back`() async throws {
    for answer in [LoopbackStep.response(404), LoopbackStep.response(headers: [("Content-Type", "text/html")])] {
      let scene = try await HealingScene()
      scene.children[0].reads { _ in answer }
      let manager = try scene.manager()
      _ = manager.takeTurns()
      await manager.heal("eu")
      try scene.expectWhole(scene.children[0])
      #expect(try scene.stored().count == 2, "no series is there twice")
      #expect(manager.status().finished.first?.route == .query)
    }
  }

  @Test func `native histograms are asked for once more as single samples, and stored as they are`() async throws {
    let scene = try await HealingScene { $0.scrapeNativeHistograms = true }
    let name = scene.children[0].history.names[0]
    var histogram = FloatHistogram()
    (histogram.schema, histogram.count, histogram.sum) = (2, 3.5, 7)
    histogram.positiveSpans = [.init(offset: -1, length: 2)]
    histogram.positiveBuckets = [1, 2.5]
    histogram.counterReset = .notReset
    let asked = Locked(0)
    scene.children[0].reads { [histogram] history in
      let isFirst = asked.withLock { count in
        count += 1
        return count % 2 == 1
      }
      // As chunks: such as nobody here reads.
      if isFirst {
        let chunk = ReadAnswer.chunk(history.samples(name), encoding: 3)
        return FakeReader.streamed(ReadAnswer.frame(ReadAnswer.message(history.labels(name), [chunk])))
      }
      var samples = SampleColumns()
      for (time, _) in history.samples(name) { samples.append(time, histogram) }
      var write = WriteRequest()
      write.append(history.labels(name), samples)
      let message = WireMessage { $0.bytes(1, WriteRequestEncoder.encode(write)) }
      return LoopbackStep.response(
        headers: [("Content-Type", "application/x-protobuf")], body: Snappy.compress(message.bytes.span.bytes))
    }
    let manager = try scene.manager()
    _ = manager.takeTurns()
    await manager.heal("eu")
    histogram.counterReset = .unknown
    let healed = try scene.stored().values.flatMap(\.histograms).map { row in
      // What is known of resets is found out where histograms are read.
      var stored = row.histogram
      stored.counterReset = .unknown
      return stored
    }
    #expect(healed.count == 16 && healed.allSatisfy { $0 == histogram }, "\(healed.count)")
  }

  @Test func `slots that the other replica filled stay as they are`() async throws {
    let scene = try await HealingScene(replicas: ["a", "b"])
    let filled = scene.gap.from + 4 * HealingScene.period
    var batch = SampleBatch()
    batch.append(try scene.database.seriesID(of: scene.children[1].history.labels("job:a:sum")), filled + 2000, 5)
    _ = try await scene.database.append(batch)
    let manager = try scene.manager()
    _ = manager.takeTurns()
    await manager.heal("eu")
    let stored = try scene.stored()
    #expect(stored[scene.children[0].history.labels("job:a:sum")]?.timestamps.contains(filled) == false)
    #expect(stored[scene.children[0].history.labels("job:b:rate5m")]?.timestamps.contains(filled) == true)
    #expect(scene.children[1].count("/api/v1/read") == 0, "the primary had all that was missing")
  }

  @Test func `what the primary lacks comes from the other replica, and only that`() async throws {
    let scene = try await HealingScene(replicas: ["a", "b"])
    let period = HealingScene.period
    let lost = [scene.gap.from + 3 * period, scene.gap.from + 4 * period]
    scene.children[0].change { $0.missing = Set(lost) }
    let manager = try scene.manager()
    _ = manager.takeTurns()
    await manager.heal("eu")
    try scene.expectWhole(scene.children[0])
    let labels = scene.children[1].history.labels("job:a:sum")
    let range = scene.gap.from + 1...scene.gap.until - 1
    #expect(try scene.stored()[labels]?.timestamps.filter(range.contains) == lost)
    #expect(manager.status().finished.first?.sampleCount == 2 * 16)
  }

  @Test func `a child that does not answer is replaced by its twin, and asked again for what the twin lacks`()
    async throws
  {
    let scene = try await HealingScene(replicas: ["a", "b"])
    let lost = scene.gap.from + 3 * HealingScene.period
    scene.children[0].reads { _ in LoopbackStep.response(503) }
    scene.children[1].change { $0.missing = [lost] }
    let manager = try scene.manager()
    _ = manager.takeTurns()
    await manager.heal("eu")
    #expect(manager.status().open.first?.state == .retrying)
    #expect(manager.status().open.first?.lastErrorReason == "http_status")
    #expect(manager.status().open.first?.sampleCount == 2 * 15)
    scene.children[0].reads(FakeReader.stream)
    await manager.heal("eu")
    #expect(manager.status().finished.first?.sampleCount == 2 * 16)
    let stored = try scene.stored()[scene.children[0].history.labels("job:a:sum")]
    #expect(stored?.timestamps.contains(lost) == true)
  }

  @Test func `an answer that is too large is asked for in pieces`() async throws {
    let scene = try await HealingScene()
    let manager = try scene.manager { $0.samplesMax = 12 }
    _ = manager.takeTurns()
    for _ in 0..<10 where !manager.status().open.isEmpty { await manager.heal("eu") }
    try scene.expectWhole(scene.children[0])
  }

  @Test func `a restart goes on where healing was`() async throws {
    let scene = try await HealingScene()
    let first = try scene.manager { $0.sliceLength = 60_000 }
    _ = first.takeTurns()
    scene.children[0].reads { history in
      let isEarly = history.missing.isEmpty
      return isEarly ? FakeReader.stream(history) : LoopbackStep.response(503)
    }
    let task = Task { await first.heal("eu") }
    await task.value
    try scene.expectWhole(scene.children[0])

    let other = try await HealingScene()
    let manager = try other.manager()
    await manager.save(manager.book.takeChanges(at: .max))
    let again = try other.manager(observes: false)
    #expect(again.status().open.map(\.gap.from) == [other.gap.from])
  }

  @Test func `what the budget refuses stays refused`() async throws {
    let scene = try await HealingScene { $0.seriesBudget = BudgetPolicy(limit: 2) }
    scene.children[0].change { $0.names.append("job:new:sum") }
    // Scraped before it had the third series; the ledger is full.
    let manager = try scene.manager()
    _ = manager.takeTurns()
    await manager.heal("eu")
    #expect(try scene.stored().count == 2)
    #expect(manager.status().finished.first?.refusedSeriesCount == 1)
  }

  @Test func `the end that a dark cluster was given does not break what has been healed`() async throws {
    let scene = try await HealingScene()
    var batch = SampleBatch()
    for (labels, _) in scene.children[0].history.series {
      batch.append(
        try scene.database.seriesID(of: labels), scene.gap.from + 3 * HealingScene.period, StaleMarker.value)
    }
    _ = try await scene.database.append(batch)
    let manager = try scene.manager()
    _ = manager.takeTurns()
    await manager.heal("eu")
    try scene.expectWhole(scene.children[0])
    let engine = QueryEngine(limits: QueryLimits(), registry: Registry())
    let answer = try await engine.range(
      "job:a:sum", from: scene.gap.from, through: scene.gap.until, step: 1000, on: scene.database)
    guard case .matrix(let series) = answer.value else {
      Issue.record("\(answer)")
      return
    }
    let steps = Int((scene.gap.until - scene.gap.from) / 1000) + 1
    #expect(series.first?.samples.count == steps, "no step is empty")
  }

  @Test func `healing that is switched off asks nobody`() async throws {
    let scene = try await HealingScene()
    let manager = try scene.manager { $0.isEnabled = false }
    #expect(manager.takeTurns().isEmpty)
    #expect(manager.status().open.count == 1)
  }
}
