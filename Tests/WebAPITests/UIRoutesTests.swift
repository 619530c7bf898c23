import Testing
import WebAPI

struct UIRoutesTests {
  private func serve(_ body: (TestServer) async throws -> Void) async throws {
    try await TestServer.run(routes: { _, _ in [UIRoutes()] }, body)
  }

  @Test func `the page is where Prometheus has its pages`() async throws {
    try await serve { server in
      for path in ["/", "/query", "/graph?g0.expr=up&g0.tab=1", "/alerts", "/rules", "/targets"] {
        let answer = try await server.get(path)
        #expect(answer.status == 200 && answer.headers["content-type"] == "text/html; charset=utf-8", "\(path)")
        #expect(answer.text.hasPrefix("<!doctype html>"))
        #expect(answer.headers["content-security-policy"]?.contains("script-src 'self'") == true)
      }
    }
  }

  @Test func `every file that a file names is there`() async throws {
    try await serve { server in
      var unseen = ["app.js", "style.css", "icon.svg"]
      var seen: Set<String> = []
      while let name = unseen.popLast() {
        guard seen.insert(name).inserted else { continue }
        let answer = try await server.get("/assets/" + name)
        #expect(answer.status == 200, "\(name)")
        unseen += answer.text.matches(of: /from "\.\/([a-z]+\.js)"/).map { String($0.output.1) }
      }
      #expect(seen.count == 13)
      #expect(try await server.get("/assets/none.js").status == 404)
    }
  }

  @Test func `the page loads nothing from elsewhere and makes no markup of text`() async throws {
    try await serve { server in
      for name in [
        "app.js", "api.js", "dom.js", "format.js", "chart.js", "plan.js", "query.js", "fleet.js", "parts.js", "queries.js",
        "rules.js", "style.css",
      ] {
        let text = try await server.get("/assets/" + name).text
        for word in ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "https://", "url("] {
          #expect(!text.contains(word), "\(name) has \(word)")
        }
      }
    }
  }

  @Test func `a file that has not changed is not sent again`() async throws {
    try await serve { server in
      let tag = try #require(try await server.get("/assets/app.js").headers["etag"])
      let again = try await server.get("/assets/app.js", ["If-None-Match: " + tag])
      #expect(again.status == 304 && again.body.isEmpty)
    }
  }
}
