import Compression
import TestSupport
import Testing

@testable import Outbound

struct HTTPClientTests {
  private let client = HTTPClient()

  private func reason(_ request: HTTPRequest) async -> OutboundError.Reason? {
    do throws(OutboundError) {
      _ = try await client.fetch(request)
      return nil
    } catch { return error.reason }
  }

  @Test func `brings status, headers, body and timing`() async throws {
    let server = LoopbackServer { _ in
      LoopbackStep.response(
        404, headers: [("Content-Type", " text/plain "), ("X-Two", "a"), ("x-two", "b")], body: Array("gone".utf8))
    }
    let response = try await client.fetch(HTTPRequest(.get, server.url + "/federate?match[]=x", timeoutSeconds: 120))
    #expect(response.status == 404)
    #expect(response.headers["content-TYPE"] == "text/plain")
    #expect(response.headers["X-Two"] == "a" && response.headers.all.count == 4)
    #expect(response.body.text == "gone")
    #expect(response.effectiveURL == server.url + "/federate?match[]=x")
    #expect(response.timing.connect > 0 && response.timing.firstByte > 0 && response.timing.total < 5)
  }

  @Test func `sends method, headers, body and who asks`() async throws {
    let server = LoopbackServer { _ in LoopbackStep.response() }
    var request = HTTPRequest(
      .post, server.url + "/write", headers: [HTTPHeader("X-A", "1"), HTTPHeader("X-B", secret: .text("2"))],
      body: [1, 0, 2])
    request.options.credentials = .basic(username: .text("user"), password: .text("pass"))
    _ = try await client.fetch(request)
    request.options.credentials = .authorization(type: "Bearer", secret: .text("token"))
    _ = try await client.fetch(request)
    let sent = server.requests
    #expect(sent.map(\.method) == ["POST", "POST"] && sent.map(\.target) == ["/write", "/write"])
    #expect(sent.map(\.body) == [[1, 0, 2], [1, 0, 2]])
    #expect(sent.map { $0.headers["authorization"] } == ["Basic dXNlcjpwYXNz", "Bearer token"])
    #expect(sent[0].headers["x-a"] == "1" && sent[0].headers["x-b"] == "2" && sent[0].headers["expect"] == nil)
    #expect(sent[0].headers["user-agent"] == "iapetus" && sent[0].headers["accept-encoding"] == "gzip")
    #expect(server.connectionCount == 1)
  }

  @Test func `keeps the connection for the next request, with and without a session`() async throws {
    let server = LoopbackServer { request in LoopbackStep.metrics("a \(request.target.count)\n") }
    let session = client.session()
    for _ in 0..<5 {
      #expect(try await session.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120)).body.text == "a 1\n")
      #expect(try await client.fetch(HTTPRequest(.get, server.url + "/x", timeoutSeconds: 120)).body.text == "a 2\n")
    }
    #expect(server.connectionCount == 1)
  }

  @Test func `leaves gzip as it is and inflates it when asked, within a limit`() async throws {
    let text = Array(String(repeating: "a 1\n", count: 10_000).utf8)
    let packed = GzipDeflater.compress(text.span.bytes)
    let server = LoopbackServer { _ in LoopbackStep.response(headers: [("Content-Encoding", "gzip")], body: packed) }
    let response = try await client.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120))
    #expect(response.body.bytes == packed)
    #expect(try response.decodedBody(byteCountMax: text.count).bytes == text)
    #expect(throws: CompressionError.self) { try response.decodedBody(byteCountMax: text.count - 1) }
  }

  @Test func `a plain body is held against the same limit, a strange encoding is refused`() async throws {
    let server = LoopbackServer { request in
      LoopbackStep.response(headers: request.path == "/br" ? [("Content-Encoding", "br")] : [], body: [1, 2, 3])
    }
    let plain = try await client.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120))
    #expect(try plain.decodedBody(byteCountMax: 3).bytes == [1, 2, 3])
    #expect(throws: CompressionError.self) { try plain.decodedBody(byteCountMax: 2) }
    let strange = try await client.fetch(HTTPRequest(.get, server.url + "/br", timeoutSeconds: 120))
    #expect(throws: CompressionError.self) { try strange.decodedBody(byteCountMax: 100) }
  }

  @Test func `tells the failures of a connection apart`() async {
    let closed = LoopbackServer { _ in [] }
    let url = closed.url
    closed.stop()
    #expect(await reason(HTTPRequest(.get, url, timeoutSeconds: 120)) == .refused)
    #expect(await reason(HTTPRequest(.get, "http://no-such-host.invalid/")) == .dns)
    #expect(await reason(HTTPRequest(.get, "ftp://127.0.0.1/")) == .badURL)
    #expect(await reason(HTTPRequest(.get, "file:///etc/passwd")) == .badURL)
    #expect(await reason(HTTPRequest(.get, "http://")) == .badURL)
    #expect(await reason(HTTPRequest(.get, "http://a b/")) == .badURL)
  }

  @Test func `a session goes on after any failure`() async throws {
    let server = LoopbackServer { request in
      switch request.path {
      case "/cut": [.close]
      case "/large": LoopbackStep.response(body: [1, 2, 3, 4])
      case "/slow": [.pause(seconds: 60)]
      default: LoopbackStep.response(body: [1])
      }
    }
    let session = client.session()
    let closed = LoopbackServer { _ in [] }
    closed.stop()
    let bad = ["http://no-such-host.invalid/", closed.url, "http://a b/", "ftp://a/", "/cut", "/large", "/slow"]
    for url in bad {
      let request = HTTPRequest(
        .get, url.hasPrefix("/") ? server.url + url : url, timeoutSeconds: url == "/slow" ? 0.1 : 10, bodyBytesMax: 3)
      await #expect(throws: OutboundError.self, "\(url)") { try await session.fetch(request) }
      #expect(
        try await session.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120)).body.bytes == [1], "after \(url)")
    }
    server.stop()
  }

  @Test func `tells the failures of an answer apart`() async {
    func reason(_ steps: [LoopbackStep], _ change: (inout HTTPRequest) -> Void = { _ in }) async -> OutboundError
      .Reason?
    {
      let server = LoopbackServer { _ in steps }
      var request = HTTPRequest(.get, server.url, timeoutSeconds: 120)
      change(&request)
      return await self.reason(request)
    }
    let long = LoopbackStep.head(headers: [("Content-Length", "100")])
    #expect(await reason([.close]) == .truncated)
    #expect(await reason([long, .send([1, 2, 3]), .close]) == .truncated)
    let chunked = LoopbackStep.head(headers: [("Transfer-Encoding", "chunked")])
    #expect(await reason([chunked, .send(Array("5\r\nabc".utf8)), .close]) == .truncated)
    #expect(await reason([.send(Array("garbage\r\n\r\n".utf8)), .close]) == .badResponse)
    #expect(await reason([.pause(seconds: 2)]) { $0.timeoutSeconds = 0.1 } == .timeout)
    #expect(await reason([long, .pause(seconds: 2)]) { $0.timeoutSeconds = 0.1 } == .timeout)
    #expect(await reason([long]) { $0.bodyBytesMax = 99 } == .bodyTooLarge)
    let endless = LoopbackStep.endless([UInt8](repeating: 7, count: 10_000), pauseSeconds: 0)
    #expect(await reason([.head(), endless]) { $0.bodyBytesMax = 1_000_000 } == .bodyTooLarge)
    let slow = LoopbackStep.endless([7], pauseSeconds: 0.05)
    let stalled = await reason([.head(), slow]) {
      $0.options.stallBytesPerSecond = 1000
      $0.options.stallSeconds = 1
    }
    #expect(stalled == .stalled)
  }

  @Test func `a body of exactly the limit is taken`() async throws {
    let server = LoopbackServer { _ in LoopbackStep.response(body: [1, 2, 3]) }
    #expect(
      try await client.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120, bodyBytesMax: 3)).body.bytes == [
        1, 2, 3,
      ])
    #expect(await reason(HTTPRequest(.get, server.url, timeoutSeconds: 120, bodyBytesMax: 2)) == .bodyTooLarge)
  }

  @Test func `an error names the place without its secrets`() async {
    let closed = LoopbackServer { _ in [] }
    closed.stop()
    let url = "http://user:geheim@127.0.0.1:\(closed.port)/federate?token=geheim"
    await #expect { try await client.fetch(HTTPRequest(.get, url, timeoutSeconds: 120)) } throws: { error in
      let text = String(describing: error)
      return text.contains("GET http://127.0.0.1:\(closed.port)/federate") && !text.contains("geheim")
        && !text.contains("user")
    }
  }

  @Test func `canceling ends the transfer at once, and before it began`() async throws {
    let server = LoopbackServer { _ in [.head(), .pause(seconds: 600)] }
    let task = Task { await reason(HTTPRequest(.get, server.url, timeoutSeconds: 600)) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    let start = ContinuousClock.now
    task.cancel()
    #expect(await task.value == .canceled)
    let early = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await reason(HTTPRequest(.get, server.url, timeoutSeconds: 120))
    }
    #expect(await early.value == .canceled)
    // Long before the server or the time limit would have ended it.
    #expect(ContinuousClock.now - start < .seconds(300))
    server.stop()
  }

  @Test func `closing ends what is under way and refuses what comes later`() async throws {
    let server = LoopbackServer { _ in [.pause(seconds: 600)] }
    let client = HTTPClient()
    func reason() async -> OutboundError.Reason? {
      do throws(OutboundError) {
        _ = try await client.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120))
        return nil
      } catch { return error.reason }
    }
    let task = Task { await reason() }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    client.close()
    #expect(await task.value == .closed)
    #expect(await reason() == .closed)
    server.stop()
  }

  @Test func `one slow target delays no other`() async throws {
    let slow = LoopbackServer { _ in [.pause(seconds: 600)] }
    let quick = LoopbackServer { _ in LoopbackStep.response() }
    async let late = reason(HTTPRequest(.get, slow.url, timeoutSeconds: 500))
    for _ in 0..<20 { #expect(await reason(HTTPRequest(.get, quick.url, timeoutSeconds: 120)) == nil) }
    // Had the slow one come first, it would have ended by its timeout.
    slow.stop()
    #expect(await late == .truncated)
  }

  @Test func `many at once all arrive, and few buffers are kept`() async throws {
    let body = [UInt8](repeating: 5, count: 300_000)
    let server = LoopbackServer { _ in LoopbackStep.response(body: body) }
    let good = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<100 {
        group.addTask {
          (try? await client.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120)))?.body.bytes == body
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(good == 100)
  }

  @Test func `reads a secret's file each time`() async throws {
    let folder = TemporaryDirectory()
    let server = LoopbackServer { _ in LoopbackStep.response() }
    let session = client.session()
    var request = HTTPRequest(.get, server.url, timeoutSeconds: 120)
    request.options.credentials = .authorization(type: "Bearer", secret: .file(folder.path + "/token"))
    #expect(await reason(request) == .credentials)
    for token in ["one", " two\n"] {
      try token.write(toFile: folder.path + "/token")
      _ = try await session.fetch(request)
    }
    #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer one", "Bearer two"])
  }

  @Test func `a secret never prints`() {
    let secret = Secret.text("geheim")
    let request = HTTPRequest(.get, "http://a/", headers: [HTTPHeader("X", secret: secret)])
    for text in ["\(secret)", String(reflecting: secret), "\(request)", String(reflecting: request)] {
      #expect(!text.contains("geheim"), "\(text)")
    }
  }
}
