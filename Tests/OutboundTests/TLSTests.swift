import TestSupport
import Testing

@testable import Outbound

struct TLSTests {
  private let client = HTTPClient()

  /// The status of the answer, or the reason why there is none.
  private func result(_ port: Int, _ tls: TLSSettings) async -> String {
    var request = HTTPRequest(.get, "https://127.0.0.1:\(port)/")
    request.options.tls = tls
    do throws(OutboundError) {
      return "\(try await client.fetch(request).status)"
    } catch { return error.reason.rawValue }
  }

  @Test func `checks the certificate as the settings say`() async throws {
    let server = try await TLSServer()
    let port = server.port
    let authority = Secret.file(server.certificatePath)
    let trusting = TLSSettings(insecureSkipVerify: true)
    for _ in 0..<100 where await result(port, trusting) == "refused" { try await Task.sleep(for: .milliseconds(50)) }
    #expect(await result(port, trusting) == "200")
    #expect(await result(port, TLSSettings()) == "tls")
    #expect(await result(port, TLSSettings(authorities: authority)) == "tls")
    #expect(await result(port, TLSSettings(authorities: authority, serverName: "child.test")) == "200")
    let pem = try authority.reveal()
    #expect(await result(port, TLSSettings(authorities: .text(pem), serverName: "child.test")) == "200")
    #expect(await result(port, TLSSettings(authorities: authority, serverName: "other.test")) == "tls")
    #expect(await result(port, TLSSettings(insecureSkipVerify: true, maxVersion: .tls10)) != "200")
    #expect(await result(port, TLSSettings(authorities: .file("/nonexistent"), serverName: "child.test")) == "tls")
  }

  @Test func `a server without TLS is told apart`() async throws {
    let plain = LoopbackServer { _ in LoopbackStep.response() }
    #expect(await result(plain.port, TLSSettings(insecureSkipVerify: true)) == "tls")
  }
}
