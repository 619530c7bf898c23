import Fleet
import Storage
import TestSupport
import Testing
import TimeSeries

@testable import Scrape

/// What the fleet hears of scrapes.
struct FleetFeedTests {
  /// Lines of several rule groups: each with the time of its own newest slot.
  private func body(_ lines: [(name: String, time: Timestamp)], cluster: String = "eu") -> String {
    lines.map { "\($0.name){cluster=\"\(cluster)\",replica=\"a\"} 1 \($0.time)\n" }.joined()
  }

  @Test func `a delivery tells the newest sample, and how far all lines have come`() async throws {
    let child = try ChildFixture(body([("job:fast:sum", 3000), ("job:slow:sum", 0)]))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 5000)
    #expect(child.context.clusters.deliveredThrough("eu") == 2999)
    // Nobody knows yet that the slow group is slow.
    child.answers(body([("job:fast:sum", 18_000), ("job:slow:sum", 0)]))
    _ = await cycle.run(at: 20_000)
    #expect(child.context.clusters.deliveredThrough("eu") == 14_999)
    for slot in 2...4 as ClosedRange<Timestamp> {
      child.answers(body([("job:fast:sum", slot * 15_000 + 3000), ("job:slow:sum", slot == 4 ? 60_000 : 0)]))
      _ = await cycle.run(at: slot * 15_000 + 5000)
    }
    // The fast group's next slot is due at 78 s, the slow one's at 120 s.
    #expect(child.context.clusters.deliveredThrough("eu") == 77_999)
    // The fast group evaluates no more: after two of its steps it holds nothing back.
    for slot in 5...8 as ClosedRange<Timestamp> {
      child.answers(body([("job:fast:sum", 63_000), ("job:slow:sum", slot == 8 ? 120_000 : 60_000)]))
      _ = await cycle.run(at: slot * 15_000 + 5000)
      #expect(child.context.clusters.deliveredThrough("eu") == (slot == 8 ? 179_999 : 77_999))
    }
    #expect(child.context.clusters.status(of: "eu")?.newest == 120_000)
  }

  @Test func `a step that was measured over a missed scrape promises nothing`() async throws {
    let child = try ChildFixture(body([("job:fast:sum", 3000)]))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 5000)
    child.answers(LoopbackStep.response(503))
    _ = await cycle.run(at: 20_000)
    child.answers(body([("job:fast:sum", 33_000)]))
    _ = await cycle.run(at: 35_000)
    #expect(child.context.clusters.deliveredThrough("eu") == 32_999)
    child.answers(body([("job:fast:sum", 48_000)]))
    _ = await cycle.run(at: 50_000)
    #expect(child.context.clusters.deliveredThrough("eu") == 62_999)
  }

  @Test func `a slot that the child itself missed does not make its step longer`() async throws {
    let child = try ChildFixture(body([("job:fast:sum", 3000)]))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 5000)
    for (time, through) in [(18_000, 32_999), (48_000, 62_999), (48_000, 62_999), (63_000, 77_999)]
      as [(Timestamp, Timestamp)]
    {
      child.answers(body([("job:fast:sum", time)]))
      _ = await cycle.run(at: time + 2000)
      #expect(child.context.clusters.deliveredThrough("eu") == through, "\(time)")
    }
  }

  @Test func `while a rule group is writing, the slot is not delivered`() async throws {
    let child = try ChildFixture(body([("job:a:sum", 18_000), ("job:b:sum", 3000)]))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 18_100)
    #expect(child.context.clusters.deliveredThrough("eu") == 17_999)
    child.answers(body([("job:a:sum", 33_000), ("job:b:sum", 18_000)]))
    _ = await cycle.run(at: 33_100)
    #expect(child.context.clusters.deliveredThrough("eu") == 32_999)
  }

  @Test func `a cluster that a target names is expected before its first scrape`() async throws {
    let child = try ChildFixture(body([("job:fast:sum", 3000)]))
    var cycle = try child.cycle(labels: ["cluster": "eu", "replica": "a"])
    cycle.noteArrival()
    let status = try #require(child.context.clusters.status(of: "eu"))
    #expect(status.state == .awaited)
    #expect(status.replicas.map(\.name) == ["a"])
    #expect(child.context.clusters.coverage().missing.map(\.cluster) == ["eu"])
    _ = await cycle.run(at: 5000)
    #expect(child.context.clusters.coverage().missing.isEmpty)
    #expect(child.context.clusters.status(of: "eu")?.replicas.count == 1)
  }

  @Test func `the record of a delivery is in the batch of its samples`() async throws {
    let child = try ChildFixture(body([("job:fast:sum", 3000)]))
    var cycle = try child.cycle()
    child.recorder.fail(true)
    _ = await cycle.run(at: 5000)
    #expect(child.context.clusters.status(of: "eu")?.newest == nil)
    child.recorder.fail(false)
    _ = await cycle.run(at: 20_000)
    #expect(try child.recorder.records(in: .clusters, keyPrefix: []).count == 1)
    #expect(child.context.clusters.status(of: "eu")?.newest == 3000)
  }

  @Test func `a child that answers without a sample delivers nothing`() async throws {
    let child = try ChildFixture(body([("job:fast:sum", 3000)]))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 5000)
    child.answers("")
    for scrape in 1...3 as ClosedRange<Timestamp> { _ = await cycle.run(at: 5000 + scrape * 15_000) }
    #expect(child.context.clusters.status(of: "eu")?.darkSince == 3000)
    child.answers(body([("job:fast:sum", 63_000)]))
    _ = await cycle.run(at: 65_000)
    #expect(child.context.clusters.status(of: "eu")?.state == .live)
  }

  @Test func `a child that is no federating server is none of the fleet`() async throws {
    let child = try ChildFixture("m 1\n")
    var cycle = try child.cycle(path: "/metrics", labels: ["cluster": "eu"])
    _ = await cycle.run(at: 5000)
    #expect(child.context.clusters.statuses().isEmpty)
  }

  @Test func `a child that becomes another cluster leaves the one it was`() async throws {
    let child = try ChildFixture(body([("job:fast:sum", 3000)]))
    var cycle = try child.cycle()
    _ = await cycle.run(at: 5000)
    child.answers(body([("job:fast:sum", 18_000)], cluster: "us"))
    _ = await cycle.run(at: 20_000)
    let statuses = child.context.clusters.statuses()
    #expect(statuses.map(\.name) == ["eu", "us"])
    #expect(statuses.map { $0.replicas.compactMap(\.url).count } == [0, 1])
    await cycle.end(at: 30_000)
    #expect(child.context.clusters.status(of: "us")?.state == .awaited)
  }
}
