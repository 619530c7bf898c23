import DNS
import TestSupport
import Testing
import TimeSeries

@testable import Discovery

struct DNSTargetSourceTests {
  private func groups(
    _ kind: DNSRecord.Kind, port: Int = 0, _ answer: LoopbackNameServer.Answer
  ) async throws -> [TargetGroup] {
    let server = LoopbackNameServer { _, _ in answer }
    let resolver = DNSResolver(server: .init(address: "127.0.0.1", port: server.port), timeoutSeconds: 1, attempts: 1)
    let config = DNSDiscoveryConfig(names: ["am.test."], kind: kind, port: port, resolver: resolver)
    defer { withExtendedLifetime(server) {} }
    return try await DNSTargetSource("am.test.", config).ask()
  }

  @Test func `an SRV record names host and port`() async throws {
    let groups = try await groups(.srv, .records([.srv("one.test", port: 9093), .srv("two.test", port: 9094)]))
    #expect(groups.flatMap(\.targets) == ["one.test:9093", "two.test:9094"])
    #expect(
      groups[0].labels == [
        "__meta_dns_name": "am.test.", "__meta_dns_srv_record_target": "one.test.",
        "__meta_dns_srv_record_port": "9093",
      ])
  }

  @Test func `an address takes the port of the configuration`() async throws {
    #expect(try await groups(.a, port: 80, .records([.a(10, 0, 0, 1)])).flatMap(\.targets) == ["10.0.0.1:80"])
    let loopback = [UInt8](repeating: 0, count: 15) + [1]
    #expect(try await groups(.aaaa, port: 80, .records([.aaaa(loopback)])).flatMap(\.targets) == ["[::1]:80"])
    let mail = try await groups(.mx, port: 25, .records([.mx("mail.test")]))
    #expect(mail.map(\.targets) == [["mail.test:25"]])
    #expect(mail[0].labels["__meta_dns_mx_record_target"] == "mail.test.")
  }

  @Test func `a name without records is an answer, a server that fails is none`() async throws {
    #expect(try await groups(.srv, .missing).isEmpty)
    await #expect(throws: DiscoveryError.self) { try await groups(.srv, .failure) }
  }
}
