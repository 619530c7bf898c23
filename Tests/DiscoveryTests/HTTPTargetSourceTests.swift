import Outbound
import TestSupport
import Testing
import TimeSeries

@testable import Discovery

struct HTTPTargetSourceTests {
  private let client = HTTPClient()

  private func groups(_ server: LoopbackServer, user: String = "") async throws -> [TargetGroup] {
    let url = "http://\(user)127.0.0.1:\(server.port)/targets?team=x"
    var options = HTTPOptions()
    options.credentials = .basic(username: .text("u"), password: .text("hunter2"))
    let config = HTTPDiscoveryConfig(url: url, refreshInterval: 5000, http: options)
    return try await HTTPTargetSource(config, client).ask()
  }

  private func server(
    _ body: String, type: String = "application/json; charset=utf-8", status: Int = 200
  ) -> LoopbackServer {
    LoopbackServer { _ in LoopbackStep.response(status, headers: [("Content-Type", type)], body: Array(body.utf8)) }
  }

  @Test func `reads target groups and says where they are from`() async throws {
    let server = server(#"[{"targets": ["a:1", "b:2"], "labels": {"cluster": "eu"}}, {"targets": ["c:3"]}]"#)
    let url = "\(server.url)/targets?team=x"
    #expect(
      try await groups(server) == [
        TargetGroup(targets: ["a:1", "b:2"], labels: ["cluster": "eu", "__meta_url": url], source: "\(url):0"),
        TargetGroup(targets: ["c:3"], labels: ["__meta_url": url], source: "\(url):1"),
      ])
    let headers = server.requests[0].headers
    #expect(headers["accept"] == "application/json")
    #expect(headers["x-prometheus-refresh-interval-seconds"] == "5")
    #expect(headers["authorization"]?.hasPrefix("Basic ") == true)
  }

  @Test func `what is no list of groups is refused with the reason`() async {
    for (server, reason) in [
      (server("[]", status: 500), "server returned HTTP status 500"),
      (server("[]", type: "text/html"), "unsupported content type \"text/html\""),
      (server("[]", type: "application/json; charset=latin1"), "unsupported content type"),
      (server(#"{"targets": []}"#), "asking"),
      (server(#"[{"targets": ["a:1"], "label": {}}]"#), "unknown key \"label\""),
      (server(#"[{"targets": [1]}]"#), "asking"),
      (server("<html>"), "asking"),
    ] {
      await #expect {
        try await groups(server)
      } throws: {
        "\($0)".contains(reason) && "\($0)".contains(server.url)
      }
    }
  }

  @Test func `a user in the URL is shown nowhere`() async throws {
    let groups = try await groups(server(#"[{"targets": ["a:1"]}]"#), user: "u:hunter2@")
    #expect(!"\(groups)".contains("hunter2"))
    await #expect {
      try await self.groups(server("?"), user: "u:hunter2@")
    } throws: {
      !"\($0)".contains("hunter2")
    }
  }
}
