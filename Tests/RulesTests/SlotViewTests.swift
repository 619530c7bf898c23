import Storage
import Testing
import TimeSeries

@testable import Rules

@Suite struct SlotViewTests {
  @Test func `a body that comes late shows to no rule of the slot`() async throws {
    let scene = try ClusterScene("eu")
    let time = ClusterScene.start
    try await scene.deliver("eu", 1, at: time)
    let request = SelectRequest(
      [LabelMatcher("__name__", equals: "job:x")], SelectRange(from: time - 1000, through: time + 1000))
    let view = try SlotView(freezing: [request], of: scene.database)
    try await scene.store(["__name__": "job:x", "cluster": "us"], 1, at: time)
    try await scene.deliver("eu", 2, at: time + 500)
    func count(_ view: any Queryable) throws -> Int {
      var count = 0
      let selection = try view.select(request.matchers, request.range)
      try selection.read(0..<selection.labels.count) { _, samples in count += samples.count }
      return count
    }
    #expect(try count(view) == 1)
    #expect(try count(scene.database) == 3)
    await scene.close()
  }

  @Test func `a rule sees what an earlier one of its group has just written`() async throws {
    let scene = try ClusterScene()
    scene.apply(
      RuleNotation.group(
        try RuleNotation.record("a", "sum(own)"), try RuleNotation.record("b", "a + 1"),
        try RuleNotation.record("c", #"sum({__name__=~"a|b"})"#)))
    let slot = ClusterScene.start + 5_000
    try await scene.store(["__name__": "own"], 5, at: slot)
    await scene.advance(to: slot)
    #expect(try scene.stored("b") == ["{} 6 @5"])
    #expect(try scene.stored("c") == ["{} 11 @5"])
    await scene.close()
  }
}
