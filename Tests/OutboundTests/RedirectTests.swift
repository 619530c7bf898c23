import TestSupport
import Testing

@testable import Outbound

struct RedirectTests {
  private let client = HTTPClient()

  private func redirect(_ status: Int, to url: String) -> [LoopbackStep] {
    LoopbackStep.response(status, headers: [("Location", url)], body: Array("moved".utf8))
  }

  @Test func `follows within one origin and keeps who asks`() async throws {
    let server = LoopbackServer { [self] request in
      request.path == "/a" ? redirect(302, to: "/b?c=d") : LoopbackStep.metrics("x 1\n")
    }
    var request = HTTPRequest(.get, server.url + "/a", timeoutSeconds: 120)
    request.options.credentials = .authorization(type: "Bearer", secret: .text("token"))
    let response = try await client.fetch(request)
    #expect(response.status == 200 && response.body.text == "x 1\n")
    #expect(response.effectiveURL == server.url + "/b?c=d")
    #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer token", "Bearer token"])
  }

  @Test func `credentials and secret headers stay behind on the way to another origin`() async throws {
    let other = LoopbackServer { _ in LoopbackStep.response() }
    let target = other.url
    let server = LoopbackServer { [self] _ in redirect(307, to: target + "/elsewhere") }
    let open = [HTTPHeader("X-Open", "1"), HTTPHeader("X-Key", secret: .text("2")), HTTPHeader("Cookie", "3")]
    var request = HTTPRequest(.get, server.url, headers: open, timeoutSeconds: 120)
    for credentials in [
      HTTPCredentials.basic(username: .text("u"), password: .text("p")),
      .authorization(type: "Bearer", secret: .text("t")),
    ] {
      request.options.credentials = credentials
      _ = try await client.fetch(request)
    }
    for sent in other.requests {
      #expect(sent.headers["x-open"] == "1" && sent.path == "/elsewhere")
      #expect(sent.headers["authorization"] == nil && sent.headers["x-key"] == nil && sent.headers["cookie"] == nil)
    }
    #expect(other.requests.count == 2)
  }

  @Test func `a loop ends at the limit`() async {
    let server = LoopbackServer { [self] _ in redirect(302, to: "/again") }
    await #expect { try await client.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120)) } throws: { error in
      (error as? OutboundError)?.reason == .tooManyRedirects
    }
    #expect(server.requests.count == 11)
  }

  @Test func `is the answer itself where redirects are not followed`() async throws {
    let server = LoopbackServer { [self] _ in redirect(302, to: "/b") }
    var request = HTTPRequest(.get, server.url, timeoutSeconds: 120)
    request.options.followsRedirects = false
    let response = try await client.fetch(request)
    #expect(response.status == 302 && response.headers["location"] == "/b" && response.body.text == "moved")
  }

  @Test func `never leaves http`() async {
    let server = LoopbackServer { [self] _ in redirect(302, to: "file:///etc/passwd") }
    await #expect { try await client.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120)) } throws: { error in
      (error as? OutboundError)?.reason == .badURL
    }
  }

  @Test func `a POST becomes a GET, unless the status keeps it`() async throws {
    let server = LoopbackServer { [self] request in
      switch request.path {
      case "/303": redirect(303, to: "/end")
      case "/308": redirect(308, to: "/end")
      default: LoopbackStep.response()
      }
    }
    for path in ["/303", "/308"] {
      _ = try await client.fetch(HTTPRequest(.post, server.url + path, body: [1], timeoutSeconds: 120))
    }
    #expect(server.requests.map(\.method) == ["POST", "GET", "POST", "POST"])
    #expect(server.requests.map(\.body) == [[1], [], [1], [1]])
  }
}
