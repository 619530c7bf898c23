import TestSupport
import Testing
import WebAPI

/// Requests that no client of good will sends. After each the server must answer the next.
struct HostileRequestTests {
  private func raw(_ text: String, to server: TestServer) async throws -> Int? {
    try? Answer(await RawConnection.exchange(Array(text.utf8), port: server.port)).status
  }

  @Test func `broken and huge heads are refused, unfinished ones not waited for`() async throws {
    var settings = WebSettings()
    settings.readTimeout = 500
    try await TestServer.run(settings: settings) { server in
      let long = String(repeating: "a", count: 2 << 20)
      let heads = [
        "garbage\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\r\n\r\n\r\n",
        "GET /\u{0}x HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/query?query=\(long) HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nX: \(long)\r\n\r\n",
        "POST /api/v1/query HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /api/v1/query HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "POST /api/v1/query HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
      ]
      for head in heads {
        let status = try await raw(head, to: server)
        #expect(status == nil || status == 400 || status == 431 || status == 505, "\(head.prefix(60)): \(status ?? 0)")
        #expect(try await server.isAlive())
      }
    }
  }

  @Test func `strange targets find no route`() async throws {
    try await TestServer.run { server in
      for target in ["//", "/../../etc/passwd", "/api/v1/label/%/values", "/%00", "?query=1", "/api/v1/query/", "*"] {
        let status = try await server.get(target).status
        #expect([400, 404].contains(status), "\(target): \(status)")
      }
      // Absolute, as a proxy sends it.
      #expect(try await server.get("http://x/api/v1/query?query=1").status == 200)
    }
  }

  @Test func `deep and long queries are refused in words`() async throws {
    try await TestServer.run { server in
      let queries = [
        String(repeating: "(", count: 100_000), String(repeating: "-", count: 100_000) + "1",
        String(repeating: "sum(", count: 50_000), "1" + String(repeating: "+1", count: 200_000),
        String(repeating: "{a=\"b\"}[1m:1s]", count: 20_000), "\"" + String(repeating: "\\", count: 99_999),
      ]
      for query in queries {
        let answer = try await server.post("/api/v1/query", "query=" + query.replacing("+", with: "%2B"))
        #expect([200, 400, 422].contains(answer.status), "\(query.prefix(9)): \(answer.status)")
        #expect(try await server.isAlive())
      }
    }
  }

  @Test func `a form that is too large is 413`() async throws {
    var settings = WebSettings()
    settings.formByteCountMax = 1000
    try await TestServer.run(settings: settings) { server in
      let answer = try await server.post("/api/v1/query", "query=" + String(repeating: "1", count: 2000))
      #expect(answer.status == 413)
      let many = try await server.post("/api/v1/query", String(repeating: "&", count: 900) + "query=1")
      #expect(many.status == 200)
    }
    try await TestServer.run { server in
      let many = try await server.post("/api/v1/query", String(repeating: "a&", count: 30_000) + "query=1")
      #expect(many.status == 400)
    }
  }

  @Test func `numbers at the edge are numbers or errors`() async throws {
    try await TestServer.run { server in
      let times = [
        "1e308", "-1e308", "NaN", "Inf", "0x10", "9223309901257974", "-9223309901257974", "1e18",
        "99999999999999999999",
        "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00", "-292273086-05-16T16:47:06Z", "1_000",
        " 1",
      ]
      for time in times {
        for target in ["query?query=time()&time=", "query?query=a[1d]+offset+-99y&time=", "labels?start="] {
          let encoded = time.replacing("+", with: "%2B").replacing(" ", with: "%20")
          let answer = try await server.get("/api/v1/" + target + encoded)
          #expect([200, 400, 422].contains(answer.status), "\(target)\(time): \(answer.status) \(answer.text)")
        }
      }
      let range = "query_range?query=time()&start=-9223309901257974&end=9223309901257974&step="
      for step in ["1", "1e9", "1e15", "106751d", "-5", "1e-9"] {
        let status = try await server.get("/api/v1/" + range + step).status
        #expect([200, 400, 422].contains(status), "step \(step): \(status)")
      }
      #expect(try await server.isAlive())
    }
  }

  @Test func `random bytes never end the server`() async throws {
    var random = SeededRandom.fresh()
    try await TestServer.run { server in
      for _ in 0..<60 {
        var bytes = Array(
          "POST /api/v1/query?query=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nq=1".utf8)
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        // Closed for sending at once, so that the server does not wait for what never comes.
        try await RawConnection.send(bytes, port: server.port)
      }
      #expect(try await server.isAlive(), "seed \(random.seed)")
    }
  }
}
