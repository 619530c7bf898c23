import TestSupport
import Testing
import Threads
import TimeSeries

@testable import Scrape

struct FirstBodiesTests {
  @Test func `no more than the bound are at it at once, and everyone gets a turn`() async {
    let turns = FirstBodies(atOnceMax: 2)
    let seen = Locked((inside: 0, insideMax: 0, served: 0))
    await turns.enter()
    await turns.enter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          await turns.enter()
          seen.withLock {
            $0.inside += 1
            $0.insideMax = max($0.insideMax, $0.inside)
            $0.served += 1
          }
          await Task.yield()
          seen.withLock { $0.inside -= 1 }
          turns.leave()
        }
      }
      turns.leave()
      turns.leave()
    }
    let (inside, insideMax, served) = seen.withLock { $0 }
    #expect(inside == 0 && insideMax <= 2)
    #expect(served == 50)
  }

  @Test func `a child that is known is scraped while others wait for their first turn`() async throws {
    let known = try ChildFixture(FederatedBody.of([("job:up:sum", "api")], at: 1000))
    let new = try ChildFixture(
      FederatedBody.of([("job:up:sum", "api")], at: 1000, cluster: "us"), sharing: known)
    var cycle = try known.cycle()
    _ = await cycle.run(at: 1000)
    for _ in 0..<4 { await known.context.firstBodies.enter() }
    let first = Task { [waiting = try new.cycle()] in
      var cycle = waiting
      return await cycle.run(at: 2000)?.addedCount
    }
    known.answers(FederatedBody.of([("job:up:sum", "api")], at: 2000))
    #expect(await cycle.run(at: 2000)?.error == nil)
    #expect(known.recorder.samples(FederatedBody.labels("job:up:sum", "api", cluster: "us")).isEmpty)
    for _ in 0..<4 { known.context.firstBodies.leave() }
    #expect(await first.value == 1)
    #expect(known.recorder.samples(FederatedBody.labels("job:up:sum", "api", cluster: "us")).count == 1)
  }
}
