import Telemetry
import Testing
import TimeSeries
import WebAPI

/// What every endpoint has in common.
struct HTTPTests {
  @Test func `what is not there is 404 and what is not allowed 405`() async throws {
    try await TestServer.run { server in
      for target in ["/nothing", "/api/v1/nothing", "/api/v1/rules/test/test", "/api/v1/label/a/b/values"] {
        let answer = try await server.get(target)
        #expect(answer.status == 404 && answer.text == "404 page not found\n", "\(target)")
      }
      let put = try await server.request("PUT", "/api/v1/query")
      #expect(put.status == 405 && put.headers["allow"] == "GET, POST, OPTIONS")
      #expect(try await server.request("POST", "/api/v1/label/job/values").status == 405)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func `a client that waits to be asked for its body is asked when the body is needed`() async throws {
    try await TestServer.run { server in
      @Sendable func head(_ length: Int, _ more: String = "", path: String = "/api/v1/query") -> [UInt8] {
        Array(
          ("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + "Content-Length: \(length)\r\nExpect: 100-continue\r\n\(more)\r\n").utf8)
      }
      let asked = try await RawConnection.converse(port: server.port) { connection in
        connection.send(head(7, "Connection: close\r\n"))
        // The body does not go before this has come.
        let invitation = connection.receiveSome()
        connection.send(Array("query=1".utf8))
        return (invitation, connection.receiveAll())
      }
      #expect(String(decoding: asked.0, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
      #expect(try Answer(asked.1).status == 200)
      // What is refused anyway is not asked for.
      for (bytes, status) in [(head(7, path: "/nothing"), 404), (head(1 << 40), 413)] {
        let refused = try await RawConnection.converse(port: server.port) { connection in
          connection.send(bytes)
          return connection.receiveSome()
        }
        #expect(try Answer(refused).status == status)
      }
      #expect(try await server.request("POST", "/api/v1/query", ["Expect: wonders"]).status == 417)
    }
  }

  @Test func `browsers of allowed origins may read the answers`() async throws {
    func headers(_ settings: WebSettings, _ origin: String) async throws -> [String: String] {
      try await TestServer.run(settings: settings) { server in
        try await server.get("/api/v1/query?query=1", ["Origin: " + origin]).headers
      }
    }
    let all = try await headers(WebSettings(), "https://a.example")
    #expect(all["access-control-allow-origin"] == "*" && all["vary"] == "Origin")
    #expect(all["access-control-allow-methods"] == "GET, POST, OPTIONS")
    var some = WebSettings()
    some.corsOrigin = "https?://(a|b)[.]example"
    #expect(try await headers(some, "https://a.example")["access-control-allow-origin"] == "https://a.example")
    #expect(try await headers(some, "https://a.example.evil")["access-control-allow-origin"] == nil)
    some.corsOrigin = "("
    await #expect(throws: WebServerError.self) { try await headers(some, "") }
  }

  @Test func `a preflight is answered on any path`() async throws {
    try await TestServer.run { server in
      let answer = try await server.request("OPTIONS", "/api/v1/anything", ["Origin: http://x"])
      #expect(answer.status == 204 && answer.body.isEmpty)
      #expect(answer.headers["access-control-allow-headers"] == "Accept, Authorization, Content-Type, Origin")
    }
  }

  @Test func `everything moves below the route prefix`() async throws {
    var settings = WebSettings()
    settings.routePrefix = "/deep/er/"
    try await TestServer.run(settings: settings) { server in
      #expect(try await server.get("/deep/er/api/v1/query?query=1").status == 200)
      #expect(try await server.get("/api/v1/query?query=1").status == 404)
      #expect(try await server.get("/deep/era").status == 404)
      let root = try await server.get("/")
      #expect(root.status == 302 && root.headers["location"] == "/deep/er/")
    }
  }

  @Test func `before storage is open most answers are 503`() async throws {
    let routes: (MemoryStore, Registry) throws -> [any WebRoutes] = { store, registry in
      try TestServer.queryRoutes(store, registry) + [
        LifecycleRoutes(isEnabled: true, reload: {}), MetricsRoutes(registry: registry), UIRoutes(),
      ]
    }
    try await TestServer.run(isReady: false, routes: routes) { server in
      for target in ["/-/ready", "/api/v1/query?query=1", "/api/v1/labels"] {
        let answer = try await server.get(target)
        #expect(answer.status == 503 && answer.text == "Service Unavailable", "\(target)")
        #expect(answer.headers["x-prometheus-stopping"] == "false")
      }
      for target in ["/-/healthy", "/metrics", "/"] { #expect(try await server.get(target).status == 200) }
    }
  }

  @Test func `requests are counted and timed by route`() async throws {
    try await TestServer.run { server in
      _ = try await server.get("/api/v1/label/job/values")
      _ = try await server.get("/api/v1/query?query=(")
      _ = try await server.get("/no/such/path")
      let families = server.registry.families()
      let counts = families.first { $0.name == "prometheus_http_requests_total" }?.samples ?? []
      let seen = counts.map { $0.labels.map(\.value).joined(separator: " ") }
      #expect(seen == ["/api/v1/label/:name/values 200", "/api/v1/query 400", "other 404"])
      #expect(families.contains { $0.name == "prometheus_http_request_duration_seconds" })
    }
  }

  @Test func `small answers stay plain and HEAD has no body`() async throws {
    let routes: (MemoryStore, Registry) -> [any WebRoutes] = { _, _ in [LifecycleRoutes(isEnabled: false, reload: {})] }
    try await TestServer.run(routes: routes) { server in
      let small = try await server.get("/-/healthy", ["Accept-Encoding: gzip"])
      #expect(small.headers["content-encoding"] == nil)
      #expect(small.text == "Prometheus Server is Healthy.\n")
      let head = try await server.request("HEAD", "/-/healthy")
      #expect(head.status == 200 && head.body.isEmpty && head.headers["content-length"] == "30")
    }
  }
}
