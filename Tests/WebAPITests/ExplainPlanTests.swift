import FoundationEssentials
import Testing
import TimeSeries

/// What `explain=true` adds to the answers to queries.
struct ExplainPlanTests {
  /// A node as a client reads it.
  private struct Node: Decodable {
    var operation: String
    var name: String?
    var text: String
    var steps: Int
    var windowSeconds: Double?
    var series: Int
    var points: Int
    var samplesRead: Int?
    var milliseconds: Double
    var selfMilliseconds: Double
    var once: Bool?
    var shared: Bool?
    var children: [Node]

    /// All names below, in order, with how deep they stand.
    func outline(_ depth: Int = 0) -> [String] {
      ["\(depth) \(operation) \(name ?? text)"] + children.flatMap { $0.outline(depth + 1) }
    }
  }

  private struct Answer: Decodable {
    struct Iapetus: Decodable { var plan: Plan }
    struct Plan: Decodable {
      var root: Node?
      var leftOut: Int?
    }
    var iapetus: Iapetus
  }

  private func plan(_ query: String, _ extra: String = "", isRange: Bool = true) async throws -> Answer.Plan {
    try await TestServer.run { server in
      for job in ["a", "b", "c"] {
        let samples = (0..<20).map { (TestServer.now - 200_000 + 10_000 * Timestamp($0), Double($0)) }
        server.store.add(["__name__": "m", "job": job], samples)
      }
      let now = Double(TestServer.now) / 1000
      let times = isRange ? "query_range?start=\(now - 100)&end=\(now)&step=10" : "query?time=\(now)"
      let text = try await server.get("/api/v1/\(times)&query=\(QueryText.escaped(query))&explain=true\(extra)").text
      return try JSONDecoder().decode(Answer.self, from: [UInt8](text.utf8).withUnsafeBytes { Data($0) }).iapetus.plan
    }
  }

  @Test func `each part says what it gave`() async throws {
    let root = try #require(try await plan("sum by (job) (rate(m[1m])) / scalar(count(m)) > bool 2").root)
    #expect(
      root.outline() == [
        "0 binary >", "1 binary /", "2 aggregation sum", "3 call rate", "4 range m[1m]", "2 call scalar",
        "3 aggregation count", "4 selector m",
      ])
    let sum = root.children[0].children[0]
    #expect(sum.text == "sum by (job) (rate(m[1m]))" && sum.series == 3 && sum.points == 33 && sum.steps == 11)
    let range = sum.children[0].children[0]
    #expect(range.series == 3 && range.windowSeconds == 60 && range.points > 30)
    let selector = root.children[0].children[1].children[0].children[0]
    #expect(selector.series == 3 && selector.points == 33 && (selector.samplesRead ?? 0) >= 33)
  }

  @Test func `the milliseconds of a node hold those below it`() async throws {
    func check(_ node: Node) {
      #expect(node.milliseconds >= 0 && node.selfMilliseconds >= 0 && node.selfMilliseconds <= node.milliseconds)
      node.children.forEach(check)
    }
    try await check(#require(plan("max(sum_over_time(abs(m)[1m:5s]))").root))
    try await check(#require(plan("topk(2, m)", isRange: false).root))
  }

  @Test func `what is evaluated once says so`() async throws {
    let twice = try #require(try await plan("sum(m) + sum(m)").root)
    #expect(twice.children.map(\.shared) == [nil, true])
    #expect(twice.children[1].children.isEmpty)
    let fixed = try #require(try await plan("sum(m @ 1435781451)").root)
    #expect(fixed.once == true && fixed.points == 11)
  }

  @Test func `a query without anything to read has no tree, and one that asks for both gets both`() async throws {
    #expect(try await plan("1 + 2").root?.operation == "binary")
    #expect(try await plan("1").root == nil)
    try await TestServer.run { server in
      server.store.add(["__name__": "m"], [(TestServer.now, 1)])
      let text = try await server.get("/api/v1/query?query=m&explain=all").text
      #expect(text.contains(#""dedup":{"#) && text.contains(#""plan":{"root":{"operation":"selector""#), "\(text)")
      let refused = try await server.get("/api/v1/query?query=m&explain=everything")
      #expect(refused.status == 400)
      #expect(refused.text.contains(#"known are \"true\" (the plan), \"dedup\" and \"all\""#))
      #expect(try await !server.get("/api/v1/query?query=m&explain=false").text.contains("plan"))
    }
  }
}
