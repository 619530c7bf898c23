import TestSupport
import Testing
import TimeSeries

extension EndToEnd {
  /// Queries that are meant to hurt, asked of the built server: each has an answer or a clear error soon, and the server
  /// goes on.
  struct QueryLimitTests {
    private static let query = "/api/v1/query"
    private static let tooMany = "query processing would load too many samples into memory in query execution"
    /// As long as a slow machine may take over what takes milliseconds.
    private static let patience: Duration = .seconds(60)
    /// Hours of work on a single series: a window of a million rows at each of a million steps, and a function that can do
    /// no better than read each of them.
    private static let endless =
      "double_exponential_smoothing(double_exponential_smoothing(vector(1)[10d:1s], 0.5, 0.5)[10d:1s], 0.5, 0.5)"

    private func server(_ flags: String...) async throws -> ServerProcess {
      try await ServerProcess(config: "scrape_configs: []", flags: ["--web.enable-remote-write-receiver"] + flags)
    }

    /// Writes `count` series of one sample each.
    private func write(_ count: Int, to server: ServerProcess) async throws {
      var request = WriteRequest()
      for number in 0..<count {
        request.add(["__name__": "many", "i": "\(number)"], value: Double(number), at: Clock.milliseconds() - 1000)
      }
      let answer = try await HTTP.request(
        "POST", "/api/v1/write", port: server.port, headers: WriteRequest.headers, body: request.body)
      #expect(answer.status == 204)
    }

    private func expect(
      _ text: String, _ status: Int, _ type: String, _ error: String, of server: ServerProcess, timeout: String = "30s",
      _ location: SourceLocation = #_sourceLocation
    ) async throws {
      let begin = ContinuousClock.now
      let answer = try await HTTP.post(Self.query, [("query", text), ("timeout", timeout)], port: server.port)
      #expect(answer.status == status, "\(text.prefix(100)): \(answer.text.prefix(300))", sourceLocation: location)
      let json = try answer.json()
      #expect(json["errorType"].string ?? "" == type, "\(text.prefix(100))", sourceLocation: location)
      let found = json["error"].string ?? ""
      #expect(found.contains(error), "\(text.prefix(100)): \(found.prefix(300))", sourceLocation: location)
      #expect(ContinuousClock.now - begin < Self.patience, "\(text.prefix(100))", sourceLocation: location)
    }

    private func nested(_ before: String, _ inner: String, _ after: String, _ count: Int) -> String {
      String(repeating: before, count: count) + inner + String(repeating: after, count: count)
    }

    @Test func `deep, long and exploding queries end soon`() async throws {
      let server = try await server()
      try await write(1000, to: server)
      let parentheses = nested("(", "1", ")", 10_000)
      try await expect(parentheses, 400, "bad_data", "levels deep; split it up", of: server)
      let got = try await HTTP.get(Self.query, [("query", parentheses)], port: server.port)
      #expect(got.status == 400)
      try await expect(String(repeating: "x", count: 1 << 20), 200, "", "", of: server)
      let values = (0..<100_000).map { "v\($0)" }.joined(separator: "|")
      try await expect("many{i=~\"\(values)\"}", 200, "", "", of: server)
      let long = try await HTTP.get(Self.query, [("query", String(repeating: "x", count: 2 << 20))], port: server.port)
      #expect(long.status == 431 || long.status == 414 || long.status == 400)

      try await expect(#"many{i=~"(a+)+$"}"#, 200, "", "", of: server)
      try await expect(#"many{i=~"((a{0,1000}){0,1000})"}"#, 400, "bad_data", "invalid repeat count", of: server)
      try await expect(#"many{i=~"("}"#, 400, "bad_data", "missing closing )", of: server)
      try await expect(#"many{i=~"(\\pL|\\pN){900}"}"#, 400, "bad_data", "pattern too large", of: server)
      try await expect(#"label_replace(many, "c", "$1", "i", "(([0-9]+)+)+$")"#, 200, "", "", of: server)
      for pattern in ["((a{0,1000}){0,1000})", "("] {
        try await expect(
          #"label_replace(many, "c", "$1", "i", "\#(pattern)")"#, 422, "execution",
          "invalid regular expression in label_replace(): \(pattern)", of: server)
      }
      try await expect("count_values(\"v\", many)", 200, "", "", of: server)
      try await expect("topk(1000000, many)", 200, "", "", of: server)
      try await expect(nested("many or ", "many", "", 30), 200, "", "", of: server)
      #expect(server.process.isRunning)
    }

    @Test func `windows and subqueries without end are refused or run out of time`() async throws {
      let server = try await server()
      try await write(10, to: server)
      for text in [
        "quantile_over_time(0.9, many[1000000h:1s])", "sum_over_time(vector(1)[10000d:1s])",
      ] {
        try await expect(text, 422, "execution", Self.tooMany, of: server)
      }
      let nests = [
        Self.endless, "rate(rate(vector(-time())[10d:1s])[10d:1s])",
        "count_over_time(histogram_quantiles(vector(1), \"q\", time())[4000000s:1s])",
      ]
      for text in nests {
        try await expect(text, 503, "timeout", "query timed out in expression evaluation", of: server, timeout: "1s")
      }
      try await expect("1", 503, "timeout", "query timed out in query", of: server, timeout: "0")
      let range = [("query", "1"), ("start", "0"), ("end", "11001"), ("step", "1")]
      let answer = try await HTTP.get("/api/v1/query_range", range, port: server.port)
      #expect(answer.status == 400)
      #expect(answer.text.contains("exceeded maximum resolution of 11,000 points per timeseries"))
    }

    @Test func `labels that double in each call fill no memory`() async throws {
      let server = try await server("--query.max-memory=64MB")
      try await write(10, to: server)
      let before = server.memoryPeak
      let doubled = nested(
        "label_replace(", #"label_replace(many, "c", "xxxxxxxx", "", "")"#, #", "c", "$1$1", "c", "(.*)")"#, 40)
      let joined = nested("label_join(", "many", #", "i", "", "i", "i")"#, 40)
      let sources = String(repeating: #", "i""#, count: 50_000)
      let joinedAtOnce = nested("label_join(", "many", #", "i", "-"\#(sources))"#, 3)
      for text in [doubled, joined, joinedAtOnce] {
        try await expect(text, 422, "execution", "(--query.max-memory)", of: server)
      }
      // One series' long label, lent to many.
      let lent = nested(
        "label_replace(", #"label_replace(vector(1), "c", "xxxxxxxx", "", "")"#, #", "c", "$1$1", "c", "(.*)")"#, 20)
      try await expect("many * on () group_left (c) \(lent)", 422, "execution", "(--query.max-memory)", of: server)
      #expect(server.memoryPeak - before < 400, "MiB")
      let metrics = try await HTTP.get("/metrics", port: server.port).text
      #expect(metrics.contains(#"iapetus_query_memory_exceeded_total{bound="query"} 4"#))
    }

    @Test func `as many samples as may be are held, and not one more`() async throws {
      let server = try await server("--query.max-samples=1001")
      try await write(1000, to: server)
      // The thousand, and the result.
      for text in ["quantile(0.5, many)", "count_values(\"v\", sgn(many + 1))"] {
        try await expect(text, 200, "", "", of: server)
      }
      var request = WriteRequest()
      request.add(["__name__": "many", "i": "more"], value: 1, at: Clock.milliseconds() - 1000)
      _ = try await HTTP.request(
        "POST", "/api/v1/write", port: server.port, headers: WriteRequest.headers, body: request.body)
      for text in ["quantile(0.5, many)", "count_values(\"v\", many)", "topk(1, many) or sort(many)"] {
        try await expect(text, 422, "execution", Self.tooMany, of: server)
      }
    }

    @Test func `a query whose client has left ends, and a full queue is said`() async throws {
      let server = try await server("--query.max-concurrency=1", "--query.max-queued=0")
      let leaving = Task {
        try await HTTP.get(Self.query, [("query", Self.endless)], port: server.port, timeoutSeconds: 4)
      }
      try await eventually("the query runs") { try await active(server).contains { $0["state"].string == "running" } }
      try await expect("1", 503, "overloaded", "query was refused: 1 queries run (--query.max-concurrency)", of: server)
      await #expect(throws: (any Error).self) { try await leaving.value }
      try await eventually("nothing runs") { try await active(server).isEmpty }
      try await expect("1", 200, "", "", of: server)
      let metrics = try await HTTP.get("/metrics", port: server.port).text
      #expect(metrics.contains("\niapetus_queries_refused_total 1\n"))
    }

    private func active(_ server: ServerProcess) async throws -> [JSONValue] {
      try await server.data("/api/v1/status/queries")["active"].array
    }
  }
}
