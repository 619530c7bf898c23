import TestSupport
import Testing

@testable import Outbound

struct ProxyTests {
  private let client = HTTPClient()

  private func proxy(
    _ proxy: HTTPProxy, for url: String, _ environment: [String: String] = [:]
  ) throws -> String? {
    proxy.url(for: try #require(RequestURL(url))) { environment[$0] }
  }

  @Test func `what is excepted goes to the server itself`() throws {
    let list = "a.test, .below.test,*.star.test,10.0.0.0/8,192.168.1.1:8080,[2001:db8::1]:443,fe80::/10,port.test:9090"
    for (url, isExcepted) in [
      ("http://a.test/", true), ("http://x.A.test/", true), ("http://ba.test/", false),
      ("http://below.test/", false), ("http://x.below.test/", true), ("http://star.test/", false),
      ("http://x.star.test/", true), ("http://10.1.2.3/", true), ("http://11.1.2.3/", false),
      ("http://192.168.1.1:8080/", true), ("http://192.168.1.1/", false), ("https://[2001:db8::1]/", true),
      ("http://[2001:db8::1]/", false), ("http://[fe81::2]:9090/", true), ("http://port.test:9090/", true),
      ("http://port.test/", false), ("http://localhost:9090/", true), ("http://127.0.0.9/", true),
      ("http://[::1]/", true), ("http://other.test/", false),
    ] {
      #expect(try proxy(.url("http://p", except: list), for: url) == (isExcepted ? nil : "http://p"), "\(url)")
    }
    #expect(try proxy(.url("http://p", except: "*"), for: "http://other.test/") == nil)
    #expect(try proxy(.url("http://p", except: "10.0.0.0/99,/,:,[,*.,,"), for: "http://10.0.0.1/") == "http://p")
  }

  @Test func `without exceptions even this machine is asked through the proxy`() throws {
    #expect(try proxy(.url("http://p", except: ""), for: "http://localhost/") == "http://p")
    #expect(try proxy(.none, for: "http://a.test/", ["HTTP_PROXY": "http://p"]) == nil)
  }

  @Test func `the environment is read in capitals and in small letters`() throws {
    let environment = ["HTTP_PROXY": "http://p", "https_proxy": "http://s", "no_proxy": "b.test"]
    #expect(try proxy(.environment, for: "http://a.test/", environment) == "http://p")
    #expect(try proxy(.environment, for: "https://a.test/", environment) == "http://s")
    #expect(try proxy(.environment, for: "http://b.test/", environment) == nil)
    #expect(try proxy(.environment, for: "http://localhost/", environment) == nil)
    #expect(try proxy(.environment, for: "http://a.test/") == nil)
  }

  @Test func `requests go through the proxy, and straight where it is excepted`() async throws {
    let proxy = LoopbackServer { _ in LoopbackStep.metrics("through 1\n") }
    let server = LoopbackServer { _ in LoopbackStep.metrics("straight 1\n") }
    var request = HTTPRequest(.get, server.url + "/x", timeoutSeconds: 120)
    request.options.proxy = .url(proxy.url, except: "")
    request.options.proxyConnectHeaders = [HTTPHeader("X-Proxy", secret: .text("p"))]
    request.options.credentials = .authorization(type: "Bearer", secret: .text("t"))
    #expect(try await client.fetch(request).body.text == "through 1\n")
    #expect(proxy.requests[0].target == server.url + "/x")
    // Nothing is encrypted, so the proxy sees what the server would see, and no header that is for a tunnel.
    #expect(proxy.requests[0].headers["authorization"] == "Bearer t" && proxy.requests[0].headers["x-proxy"] == nil)
    request.options.proxy = .url(proxy.url, except: "a.test")
    #expect(try await client.fetch(request).body.text == "straight 1\n")
    #expect(server.requests.count == 1)
  }

  @Test func `the environment's proxy is asked, and nothing else of the environment counts`() async throws {
    let proxy = LoopbackServer { _ in LoopbackStep.metrics("through 1\n") }
    let proxyURL = proxy.url
    var settings = HTTPClientSettings()
    settings.environment = { ["HTTP_PROXY": proxyURL][$0] }
    var request = HTTPRequest(.get, "http://child.test/x", timeoutSeconds: 120)
    request.options.proxy = .environment
    #expect(try await HTTPClient(settings: settings).fetch(request).body.text == "through 1\n")
  }

  @Test func `a proxy that is to connect gets its own headers and none of the server's`() async throws {
    let proxy = LoopbackServer { _ in LoopbackStep.response(403) }
    var request = HTTPRequest(
      .get, "https://child.test/x", headers: [HTTPHeader("X-Key", secret: .text("k"))], timeoutSeconds: 120)
    request.options.proxy = .url(proxy.url.replacing("//", with: "//me:geheim@"), except: "")
    request.options.proxyConnectHeaders = [
      HTTPHeader("X-Proxy", secret: .text("p")), HTTPHeader("X-Proxy-Two", secret: .text("q")),
    ]
    request.options.credentials = .basic(username: .text("u"), password: .text("p"))
    await #expect {
      try await client.fetch(request)
    } throws: {
      !"\($0)".contains("geheim")
    }
    let sent = try #require(proxy.requests.first)
    #expect(sent.method == "CONNECT" && sent.target == "child.test:443")
    #expect(sent.headers["x-proxy"] == "p" && sent.headers["x-proxy-two"] == "q")
    #expect(sent.headers["x-key"] == nil && sent.headers["authorization"] == nil)
    #expect(sent.headers["proxy-authorization"] == "Basic bWU6Z2VoZWlt")
  }

  @Test func `a unix socket is asked in place of the host`() async throws {
    let folder = TemporaryDirectory()
    let server = LoopbackServer(unixSocket: folder.path + "/s") { _ in LoopbackStep.metrics("x 1\n") }
    var request = HTTPRequest(.get, "http://child.test:9090/federate", timeoutSeconds: 120)
    request.options.unixSocket = folder.path + "/s"
    #expect(try await client.fetch(request).body.text == "x 1\n")
    #expect(server.requests[0].headers["host"] == "child.test:9090" && server.requests[0].target == "/federate")
    request.options.unixSocket = folder.path + "/none"
    await #expect(throws: OutboundError.self) { try await client.fetch(request) }
  }
}
