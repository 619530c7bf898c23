import TestSupport
import Testing
import TimeSeries

@testable import Scrape

struct SplitScrapeTests {
  private static let selectors = [#"{__name__=~"job:.*"}"#, #"{__name__=~"cluster:.*"}"#]
  private static let jobs = (10..<50).map { (name: "job:n\($0):sum", job: "x") }
  private static let clusters = (10..<40).map { (name: "cluster:n\($0):sum", job: "y") }

  /// A child that answers what each request selects, in the order of names.
  private func child(
    _ jobs: [(name: String, job: String)] = Self.jobs, at time: Timestamp, _ child: ChildFixture
  ) {
    child.answers { request in
      let asked = request.target.contains("cluster%3A") ? Self.clusters : []
      return LoopbackStep.metrics(FederatedBody.of(asked + (request.target.contains("job%3A") ? jobs : []), at: time))
    }
  }

  private func cycle(_ child: ChildFixture) throws -> ScrapeCycle {
    try child.cycle {
      $0.params = ["match[]": Self.selectors]
      $0.splitBodyAbove = 4000
    }
  }

  @Test func `a large body comes in parts from the second scrape on, and nothing else changes`() async throws {
    let fixture = try ChildFixture()
    var cycle = try cycle(fixture)
    for scrape in 1...4 as ClosedRange<Timestamp> {
      child(at: scrape * 15_000 - 100, fixture)
      let report = await cycle.run(at: scrape * 15_000)
      #expect(report?.error == nil, "\(String(describing: report?.error))")
      #expect(report?.scrapedCount == 70)
      #expect(report?.addedCount == (scrape == 1 ? 70 : 0))
    }
    #expect(fixture.server.requests.count == 7)
    #expect(fixture.recorder.batchSizes.count == 4, "each scrape is one commit")
    for (name, job) in Self.jobs + Self.clusters {
      let samples = fixture.recorder.samples(FederatedBody.labels(name, job))
      #expect(samples.map(\.time) == [14_900, 29_900, 44_900, 59_900], "\(name)")
      #expect(samples.map(\.value) == [1, 1, 1, 1], "\(name)")
    }
  }

  @Test func `if one part fails the scrape fails, says which part, and marks nothing`() async throws {
    let fixture = try ChildFixture()
    var cycle = try cycle(fixture)
    for scrape in 1...2 as ClosedRange<Timestamp> {
      child(at: scrape * 15_000 - 100, fixture)
      _ = await cycle.run(at: scrape * 15_000)
    }
    fixture.answers { request in
      request.target.contains("cluster%3A")
        ? LoopbackStep.response(500) : LoopbackStep.metrics(FederatedBody.of(Self.jobs, at: 44_900))
    }
    let report = await cycle.run(at: 45_000)
    #expect(report?.error?.reason == .httpStatus)
    #expect(report?.error?.description.contains("part 2 of 2") == true, "\(String(describing: report?.error))")
    #expect(fixture.up() == [1, 1, 0])
    let samples = fixture.recorder.samples(FederatedBody.labels("job:n10:sum", "x"))
    #expect(samples.map(\.time) == [14_900, 29_900])
    child(at: 59_900, fixture)
    #expect(await cycle.run(at: 60_000)?.error == nil)
  }

  @Test func `a part that has lost its end is a cut body, though the parts behind it are whole`() async throws {
    let fixture = try ChildFixture()
    var cycle = try cycle(fixture)
    for scrape in 1...3 as ClosedRange<Timestamp> {
      child(at: scrape * 15_000 - 100, fixture)
      _ = await cycle.run(at: scrape * 15_000)
    }
    child(Array(Self.jobs.dropLast(8)), at: 59_900, fixture)
    let report = await cycle.run(at: 60_000)
    #expect(report?.error?.reason == .truncatedBody)
    let gone = fixture.recorder.samples(FederatedBody.labels("job:n49:sum", "x"))
    #expect(gone.map(\.time) == [14_900, 29_900, 44_900])
    #expect(gone.map(\.value) == [1, 1, 1])
  }

  @Test func `a body that has become small is asked for at once again`() async throws {
    let fixture = try ChildFixture()
    var cycle = try cycle(fixture)
    for scrape in 1...2 as ClosedRange<Timestamp> {
      child(at: scrape * 15_000 - 100, fixture)
      _ = await cycle.run(at: scrape * 15_000)
    }
    #expect(cycle.parts.parts.count == 2)
    fixture.answers(FederatedBody.of([(name: "job:n10:sum", job: "x")], at: 44_900))
    for scrape in 3...6 as ClosedRange<Timestamp> { _ = await cycle.run(at: scrape * 15_000) }
    #expect(cycle.parts.parts.count == 1)
  }
}
