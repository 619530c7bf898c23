import PromQL
import TestSupport
import Testing
import TimeSeries

@testable import WebAPI

/// Queries that wait or run, seen and ended through the API; and the bounds that end queries by themselves.
@Suite(.serialized)
struct ActiveQueryRoutesTests {
  private func run(
    _ change: (inout QueryLimits) -> Void = { _ in }, _ body: (TestServer, QueryEngine) async throws -> Void
  ) async throws {
    var limits = QueryLimits()
    change(&limits)
    var engines: [QueryEngine] = []
    try await TestServer.run(
      routes: { store, registry in
        for index in 0..<LongQuery.seriesCount {
          store.add(["__name__": "x", "a": "\(index)"], [(TestServer.now - 1000, 1), (TestServer.now, 2)])
        }
        let engine = QueryEngine(limits: limits, registry: registry)
        engines.append(engine)
        let views = try TestServer.views(of: store, registry)
        return [
          QueryRoutes(engine: engine, views: views, now: { TestServer.now }), ActiveQueryRoutes(engine: engine),
        ]
      },
      { server in try await body(server, engines[0]) })
  }

  private let form: String = {
    let start = TestServer.now / 1000 - Timestamp(LongQuery.stepCount)
    let text = LongQuery.text.replacing("+", with: "%2B")
    return "query=\(text)&start=\(start)&end=\(TestServer.now / 1000)&step=1"
  }()

  private func waitUntilRunning(_ engine: QueryEngine) async throws {
    while engine.activeQueries.first?.state != .running { try await Task.sleep(for: .milliseconds(1)) }
  }

  @Test(.timeLimit(.minutes(4)))
  func `a query that runs is listed, and its client is told that it was canceled`() async throws {
    try await run { server, engine in
      async let answer = server.post("/api/v1/query_range", form)
      try await waitUntilRunning(engine)
      let list = try await server.get("/api/v1/status/queries").text
      for part in [
        #"{"status":"success","data":{"active":[{"id":"#, #""query":"(sum(count_over_time(x[1m]))+sum("#,
        #""type":"range","start":"2015-07-01T20:02:31Z","end":"2015-07-01T20:10:51Z","step":1,"#,
        #""httpRequest":{"clientIP":"127.0.0.1","method":"POST","path":"/api/v1/query_range"},"state":"running","#,
        #"}],"slow":[],"limits":{"maxConcurrency":20,"rulesConcurrency":4,"maxQueued":200,"slowerThanSeconds":1}}}"#,
      ] {
        #expect(list.contains(part), "\(part) is missing in \(list)")
      }
      let id = try #require(engine.activeQueries.first?.description.id)
      let canceled = try await server.request("DELETE", "/api/v1/status/queries/\(id)")
      #expect(canceled.text == #"{"status":"success","data":{"canceled":\#(id)}}"#)
      let ended = try await answer
      #expect(ended.status == 499)
      #expect(
        ended.text
          == #"{"status":"error","errorType":"canceled","error":"query was canceled in expression evaluation"}"#)
      let again = try await server.request("DELETE", "/api/v1/status/queries/\(id)")
      #expect(again.status == 404)
      #expect(again.text.contains(#""errorType":"not_found","error":"no query \#(id) waits or runs"#))
      #expect(try await server.request("DELETE", "/api/v1/status/queries/x").status == 400)
    }
  }

  @Test(.timeLimit(.minutes(4)))
  func `a rule's query is not ended`() async throws {
    try await run { server, engine in
      let group = QueryOrigin.ruleGroup(file: "r.yml", name: "g")
      let rule = Task {
        _ = try? await group.asking { () async throws(QueryError) -> QueryResult in
          try await engine.range(
            LongQuery.text, from: 0, through: Timestamp(LongQuery.stepCount) * 1000, step: 1000, on: server.store)
        }
      }
      defer { rule.cancel() }
      try await waitUntilRunning(engine)
      let id = try #require(engine.activeQueries.first?.description.id)
      let answer = try await server.request("DELETE", "/api/v1/status/queries/\(id)")
      #expect(answer.status == 422)
      #expect(answer.text.contains(#"query \#(id) is a rule's, of the group \"g\", and is not canceled"#))
      let list = try await server.get("/api/v1/status/queries").text
      #expect(list.contains(#""ruleGroup":{"file":"r.yml","name":"g"}"#))
    }
  }

  @Test(.timeLimit(.minutes(4)))
  func `a query whose client has gone away ends`() async throws {
    try await run { server, engine in
      let head =
        "POST /api/v1/query_range HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        + "Content-Length: \(form.utf8.count)\r\n\r\n"
      let connection = try RawConnection(port: server.port)
      connection.send(Array((head + form).utf8))
      try await waitUntilRunning(engine)
      connection.end()
      while !engine.activeQueries.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
    }
  }

  @Test(.timeLimit(.minutes(4)))
  func `each bound ends in its own words`() async throws {
    let change: (inout QueryLimits) -> Void = { limits in
      limits.concurrentMax = 1
      limits.queuedMax = 0
      limits.samplesMax = 100
    }
    try await run(change) { server, engine in
      let many = try await server.get("/api/v1/query?query=x%2Bx")
      #expect(many.status == 422)
      #expect(
        many.text
          == #"{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory in query execution"}"#
      )
      let late = try await server.get("/api/v1/query?query=x&timeout=0")
      #expect(late.status == 503)
      #expect(
        late.text
          == #"{"status":"error","errorType":"timeout","error":"query timed out in query queue"}"#)
      var limits = engine.limits
      limits.samplesMax = 50_000_000
      engine.apply(limits)
      async let long = server.post("/api/v1/query_range", form)
      try await waitUntilRunning(engine)
      let refused = try await server.get("/api/v1/query?query=1")
      #expect(refused.status == 503)
      #expect(refused.headers["retry-after"] == "1")
      #expect(refused.text.contains(#""errorType":"overloaded","error":"query was refused: 1 queries run "#))
      limits.queuedMax = 1
      engine.apply(limits)
      let queued = try await server.get("/api/v1/query?query=1&timeout=20ms")
      #expect(queued.status == 503)
      #expect(queued.text.contains(#""error":"query timed out in query queue""#))
      #expect(engine.cancel(try #require(engine.activeQueries.first?.description.id)) == .canceled)
      #expect(try await long.status == 499)
    }
  }

  @Test func `other origins may not end queries`() async throws {
    try await run { server, _ in
      let answer = try await server.request("OPTIONS", "/api/v1/status/queries/1", ["Origin: http://evil.example"])
      #expect(answer.headers["access-control-allow-methods"]?.contains("DELETE") == false)
    }
  }
}
