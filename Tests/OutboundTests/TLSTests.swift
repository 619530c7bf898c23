import TestSupport
import Testing

@testable import Outbound

struct TLSTests {
  private let client = HTTPClient()

  /// The status of the answer, or the reason why there is none.
  private func result(
    _ port: Int, _ tls: TLSSettings, http2: Bool = true, timeoutSeconds: Double = 60
  ) async -> String {
    var request = HTTPRequest(.get, "https://127.0.0.1:\(port)/", timeoutSeconds: timeoutSeconds)
    request.options.tls = tls
    request.options.http2 = http2
    do throws(OutboundError) {
      return "\(try await client.fetch(request).status)"
    } catch { return error.reason.rawValue }
  }

  /// Waits until the server listens.
  private func start(_ arguments: [String] = ["-www"]) async throws -> TLSServer {
    let server = try await TLSServer(arguments)
    for _ in 0..<600 {
      let trusting = TLSSettings(insecureSkipVerify: true)
      if await result(server.port, trusting, http2: false, timeoutSeconds: 1) != "refused" { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    return server
  }

  @Test func `checks the certificate as the settings say`() async throws {
    let server = try await start()
    let port = server.port
    let authority = Secret.file(server.certificatePath)
    #expect(await result(port, TLSSettings(insecureSkipVerify: true)) == "200")
    #expect(await result(port, TLSSettings()) == "tls")
    #expect(await result(port, TLSSettings(authorities: authority)) == "tls")
    #expect(await result(port, TLSSettings(authorities: authority, serverName: "child.test")) == "200")
    let pem = try authority.reveal()
    #expect(await result(port, TLSSettings(authorities: .text(pem), serverName: "child.test")) == "200")
    #expect(await result(port, TLSSettings(authorities: authority, serverName: "other.test")) == "tls")
    #expect(await result(port, TLSSettings(authorities: .file("/nonexistent"))) == "credentials")
    #expect(await result(port, TLSSettings(authorities: .text("no certificate"))) == "tls")
  }

  @Test func `a server without TLS is told apart`() async throws {
    let plain = LoopbackServer { _ in LoopbackStep.response() }
    #expect(await result(plain.port, TLSSettings(insecureSkipVerify: true)) == "tls")
  }

  @Test func `takes no version of TLS outside the bounds`() async throws {
    let server = try await start(["-www", "-tls1_2"])
    func result(_ least: TLSSettings.Version?, _ most: TLSSettings.Version?) async -> String {
      await self.result(
        server.port, TLSSettings(insecureSkipVerify: true, minVersion: least, maxVersion: most))
    }
    #expect(await result(nil, nil) == "200")
    #expect(await result(.tls12, .tls12) == "200")
    #expect(await result(.tls13, nil) == "tls")
    #expect(await result(.tls10, .tls11) == "tls")
  }

  @Test func `shows its own certificate, from files or as text`() async throws {
    let folder = TemporaryDirectory()
    let own = try TLSServer.Certificate("parent.test", in: folder)
    let server = try await start(["-www", "-Verify", "1", "-verify_return_error", "-CAfile", own.path])
    let files = TLSSettings(certificate: .file(own.path), key: .file(own.keyPath), insecureSkipVerify: true)
    #expect(await result(server.port, files) == "200")
    let texts = TLSSettings(
      certificate: .text(try Secret.file(own.path).reveal()), key: .text(try Secret.file(own.keyPath).reveal()),
      insecureSkipVerify: true)
    #expect(await result(server.port, texts) == "200")
    #expect(await result(server.port, TLSSettings(insecureSkipVerify: true)) != "200")
    let stranger = try TLSServer.Certificate("stranger.test", in: folder)
    let wrong = TLSSettings(certificate: .file(stranger.path), key: .file(stranger.keyPath), insecureSkipVerify: true)
    #expect(await result(server.port, wrong) != "200")
  }

  @Test func `certificates are read again when their files change`() async throws {
    let (first, second) = (try await start(), try await start())
    let folder = TemporaryDirectory()
    let trusted = TLSSettings(authorities: .file(folder.path + "/ca.pem"), serverName: "child.test")
    for (server, other) in [(first, second), (second, first)] {
      try Secret.file(server.certificatePath).reveal().write(toFile: folder.path + "/ca.pem")
      #expect(await result(server.port, trusted) == "200")
      #expect(await result(other.port, trusted) == "tls")
    }
  }

  @Test func `offers HTTP 2 only where it may`() async throws {
    // Agrees to this protocol if it is offered, and then does not speak it.
    let server = try await start(["-www", "-alpn", "h2"])
    let trusting = TLSSettings(insecureSkipVerify: true)
    #expect(await result(server.port, trusting, http2: false) == "tls")
    #expect(await result(server.port, trusting, http2: true, timeoutSeconds: 2) != "tls")
  }

  @Test func `a redirect on a server with another name stays there, and keeps who asks`() async throws {
    let server = try await start(["-HTTP"])
    try "HTTP/1.0 302 Found\r\nLocation: /b\r\n\r\n".write(toFile: server.folder.path + "/a")
    try "HTTP/1.0 200 OK\r\n\r\nx 1\n".write(toFile: server.folder.path + "/b")
    var request = HTTPRequest(.get, "https://127.0.0.1:\(server.port)/a", timeoutSeconds: 120)
    request.options.tls = TLSSettings(authorities: .file(server.certificatePath), serverName: "child.test")
    let response = try await client.fetch(request)
    #expect(response.status == 200 && response.body.text == "x 1\n")
    #expect(response.effectiveURL == "https://127.0.0.1:\(server.port)/b")
  }
}
