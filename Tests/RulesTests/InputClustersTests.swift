import PromQL
import TestSupport
import Testing
import TimeSeries

@testable import Rules

struct InputClustersTests {
  private let inputs = InputClusters()
  private let selector: RuleInputs.Selector

  init() throws {
    selector = try #require(RuleInputs(try Parser.parse("sum(job:x:sum)")).selectors.first)
  }

  private func feeds(_ storage: MemoryStorage, delivered: [String], at now: Timestamp) -> [String] {
    let standings = ["eu-1", "us-1"].map {
      ClusterStanding(name: $0, deliveredThrough: delivered.contains($0) ? now : nil)
    }
    return inputs.feeds([selector], standings, on: storage, now: now).map(\.standing.name)
  }

  @Test func `a cluster that delivers its first series soon counts as one that feeds`() {
    let both = ["eu-1", "us-1"]
    var storage = MemoryStorage()
    #expect(feeds(storage, delivered: both, at: 0) == [], "its rules have not run yet")
    storage.load("job:x:sum{cluster='eu-1'} 1", every: 1000)
    storage.load("job:x:sum{cluster='us-1'} 1", every: 1000)
    #expect(feeds(storage, delivered: both, at: 2000) == both)
  }

  @Test func `who comes new is looked for at once, also where nothing changed for long`() {
    var storage = MemoryStorage()
    storage.load("job:x:sum{cluster='eu-1'} 1", every: 1000)
    for slot in stride(from: 0, to: 600_000, by: 1000) as StrideTo<Timestamp> {
      #expect(feeds(storage, delivered: ["eu-1"], at: slot).contains("eu-1"))
    }
    storage.load("job:x:sum{cluster='us-1'} 1", every: 1000)
    #expect(feeds(storage, delivered: ["eu-1", "us-1"], at: 600_001) == ["eu-1", "us-1"])
  }
}
