import TestSupport
import Testing
import TimeSeries

@testable import Scrape

/// When series end: prometheus' timeline, and what a federating parent does better.
struct StalenessTests {
  private static func series(_ count: Int) -> [(name: String, job: String)] {
    (0..<count).map { (name: "job:m\($0 < 10 ? "0" : "")\($0):sum", job: "x") }
  }

  private static func labels(_ number: Int) -> Labels {
    FederatedBody.labels("job:m\(number < 10 ? "0" : "")\(number):sum", "x")
  }

  @Test func `a series missing from a good body ends at once, at the child's own time`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(10), at: 900))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 1000)
    var rest = Self.series(10)
    rest.remove(at: 4)
    child.answers(FederatedBody.of(rest, at: 15_900))
    _ = await cycle.run(at: 16_000)
    let ended = child.recorder.samples(Self.labels(4))
    #expect(ended.map(\.time) == [900, 15_900])
    #expect(ended.map(\.value) == [1, nil])
    // Only once.
    child.answers(FederatedBody.of(rest, at: 30_900))
    _ = await cycle.run(at: 31_000)
    #expect(child.recorder.samples(Self.labels(4)).count == 2)
    // And it may come back.
    child.answers(FederatedBody.of(Self.series(10), at: 45_900))
    _ = await cycle.run(at: 46_000)
    #expect(child.recorder.samples(Self.labels(4)).map(\.value) == [1, nil, 1])
  }

  @Test func `a series that vanishes as nothing moves ends at the scrape`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(5), at: 900))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 1000)
    child.answers(FederatedBody.of(Self.series(4), at: 900))
    _ = await cycle.run(at: 16_000)
    #expect(child.recorder.samples(Self.labels(4)).map(\.time) == [900, 16_000])
  }

  @Test func `a failed scrape ends nothing, three end all`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(2), at: 900))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 1000)
    child.answers(LoopbackStep.response(500))
    for time in [16_000, 31_000] as [Timestamp] { _ = await cycle.run(at: time) }
    #expect(child.recorder.samples(Self.labels(0)).map(\.time) == [900])
    _ = await cycle.run(at: 46_000)
    _ = await cycle.run(at: 61_000)
    #expect(child.recorder.samples(Self.labels(0)).map(\.time) == [900, 46_000])
    child.answers(FederatedBody.of(Self.series(2), at: 75_900))
    _ = await cycle.run(at: 76_000)
    #expect(child.recorder.samples(Self.labels(0)).map(\.value) == [1, nil, 1])
  }

  @Test func `a series of a dark cluster ends at a slot of the child`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(1), at: 900))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 1000)
    child.answers(FederatedBody.of(Self.series(1), at: 10_900))
    _ = await cycle.run(at: 16_000)
    child.answers(LoopbackStep.response(500))
    for time in [31_000, 46_000, 61_000] as [Timestamp] { _ = await cycle.run(at: time) }
    #expect(child.recorder.samples(Self.labels(0)).map(\.time) == [900, 10_900, 60_900])
  }

  @Test func `a cluster is dark only when both replicas are`() async throws {
    let first = try ChildFixture(FederatedBody.of(Self.series(2), at: 900, replica: "a"))
    let second = try ChildFixture(FederatedBody.of(Self.series(2), at: 900, replica: "b"), sharing: first)
    var (one, two) = (try first.cycle(), try second.cycle())
    _ = await one.run(at: 1000)
    _ = await two.run(at: 1000)
    first.answers(LoopbackStep.response(503))
    for scrape in 1...5 {
      let time = Timestamp(scrape) * 15_000 + 1000
      _ = await one.run(at: time)
      second.answers(FederatedBody.of(Self.series(2), at: time - 100, replica: "b"))
      _ = await two.run(at: time)
    }
    #expect(first.recorder.samples(FederatedBody.labels("job:m00:sum", "x", replica: "a")).count == 1)
    #expect(first.recorder.samples(FederatedBody.labels("job:m00:sum", "x", replica: "b")).count == 6)
  }

  @Test func `a body that lost its end counts as cut, not as gone`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(20), at: 900))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 1000)
    child.answers(FederatedBody.of(Self.series(15), at: 15_900))
    let report = await cycle.run(at: 16_000)
    #expect(report?.error?.reason == .truncatedBody)
    #expect(child.recorder.samples(Self.labels(17)).map(\.time) == [900])
    #expect(child.recorder.samples(Self.labels(3)).map(\.time) == [900, 15_900], "what came is stored")
    // Whole again.
    child.answers(FederatedBody.of(Self.series(20), at: 30_900))
    #expect(await cycle.run(at: 31_000)?.error == nil)
    #expect(child.recorder.samples(Self.labels(17)).map(\.value) == [1, 1])
  }

  @Test func `wherever a body is cut, no series ends; what goes from its middle does`() async throws {
    var random = SeededRandom.fresh()
    let seed = random.seed
    // A hundred names of one to four series each.
    let series = (100..<200).flatMap { name in
      (0...Int(random.next() % 4)).map { (name: "job:m\(name):sum", job: "x\($0)") }
    }
    for _ in 0..<20 {
      let child = try ChildFixture(FederatedBody.of(series, at: 900))
      var cycle = try child.cycle()
      _ = await cycle.run(at: 1000)
      // Not within the last name.
      let kept = 1 + Int(random.next() % UInt64(series.count - 8))
      child.answers(FederatedBody.of(Array(series.prefix(kept)), at: 15_900))
      let report = await cycle.run(at: 16_000)
      #expect(report?.error?.reason == .truncatedBody, "seed \(seed): \(kept) of \(series.count)")
      child.answers(FederatedBody.of(series, at: 30_900))
      #expect(await cycle.run(at: 31_000)?.error == nil)
      for (name, job) in series {
        #expect(child.recorder.samples(FederatedBody.labels(name, job)).allSatisfy { $0.value != nil }, "seed \(seed)")
      }
      let gone = Int(random.next() % UInt64(series.count - 20))
      child.answers(FederatedBody.of(Array(series[..<gone] + series[(gone + 9)...]), at: 45_900))
      #expect(await cycle.run(at: 46_000)?.error == nil, "seed \(seed)")
      let ended = series.filter { child.recorder.samples(FederatedBody.labels($0.name, $0.job)).last?.value == nil }
      #expect(ended.count == 9, "seed \(seed)")
    }
  }

  @Test func `what looks cut three times in a row has gone`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(20), at: 900))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 1000)
    for scrape in 1...3 {
      let time = Timestamp(scrape) * 15_000
      child.answers(FederatedBody.of(Self.series(8), at: time))
      let report = await cycle.run(at: time + 1000)
      #expect((report?.error == nil) == (scrape == 3))
    }
    #expect(child.recorder.samples(Self.labels(17)).map(\.time) == [900, 45_000])
    #expect(child.up() == [1, 0, 0, 1])
  }

  @Test func `with explicit timestamps other jobs track nothing, as Prometheus`() async throws {
    let child = try ChildFixture("a 1 900\nb 1\nc 1\nd 1\n")
    var cycle = try child.cycle(path: "/metrics")
    _ = await cycle.run(at: 1000)
    child.answers("c 1\nd 1\n")
    _ = await cycle.run(at: 16_000)
    func labels(_ name: String) -> Labels { ["__name__": name, "instance": child.instance, "job": "federate"] }
    #expect(child.recorder.samples(labels("a")).map(\.value) == [1])
    #expect(child.recorder.samples(labels("b")).map(\.value) == [1, nil])
  }

  @Test func `the end of a target ends its series and up`() async throws {
    let child = try ChildFixture(FederatedBody.of(Self.series(2), at: 900))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 1000)
    await cycle.end(at: 16_000)
    #expect(child.recorder.samples(Self.labels(0)).map(\.value) == [1, nil])
    let up = child.recorder.samples(["__name__": "up", "instance": child.instance, "job": "federate"])
    #expect(up.map(\.value) == [1, nil])
  }
}
