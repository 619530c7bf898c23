import Testing
import TimeSeries

@testable import Dedup

/// Through when the view of a cluster changes no more.
struct ServedThroughTests {
  private func pair() throws -> ReplicaScene {
    var scene = try ReplicaScene()
    try scene.add("a", series: [Array(1...60)])
    try scene.add("b", series: [Array(1...60)])
    for slot in 1...20 { scene.deliver("a", "b", slot: slot) }
    return scene
  }

  private func through(_ scene: ReplicaScene, _ a: Int?, _ b: Int?) -> Timestamp? {
    var delivered: [String: Timestamp] = [:]
    delivered["a"] = a.map(ReplicaScene.time)
    delivered["b"] = b.map(ReplicaScene.time)
    return scene.log.servedThrough(of: "eu", delivered: delivered)
  }

  @Test func `what the primary has brought shows, however far the other is`() throws {
    let scene = try pair()
    #expect(through(scene, 20, 19) == ReplicaScene.time(20))
    #expect(through(scene, 19, 20) == ReplicaScene.time(19))
    #expect(through(scene, 20, nil) == ReplicaScene.time(20))
  }

  @Test func `the other shows when the primary is given up`() throws {
    var scene = try pair()
    scene.deliver("b", slot: 21)
    #expect(through(scene, 20, 21) == ReplicaScene.time(20))
    scene.fail("a", slot: 21)
    #expect(through(scene, 20, 21) == ReplicaScene.time(21))
  }

  @Test func `a series that only the other brings shows when the primary is far enough beyond it`() throws {
    var scene = try ReplicaScene()
    try scene.add("a", series: [Array(1...60)])
    try scene.add("b", series: [Array(1...60), Array(1...60)])
    for slot in 1...20 { scene.deliver("a", "b", slot: slot) }
    let end = try #require(through(scene, 20, 20))
    #expect(end == ReplicaScene.time(20) - SlotPlanner.absenceDelayLeast - ReplicaScene.period / 2)
    // What is said to be served is: the slot after the last one that shows is later.
    let served = try scene.served(1, slots: 15...20)
    let shown = try #require(served.timestamps.last)
    #expect(shown <= end && end < shown + ReplicaScene.period)
  }

  @Test func `nothing is known of a cluster that has not delivered`() throws {
    #expect(try pair().log.servedThrough(of: "us", delivered: ["a": 0]) == nil)
    #expect(try pair().log.servedThrough(of: "eu", delivered: [:]) == nil)
  }
}
