import TestSupport
import Testing

@testable import DNS

struct DNSResolverTests {
  private func records(
    _ kind: DNSRecord.Kind, of name: String = "fleet.test.", _ answer: LoopbackNameServer.Answer
  ) throws -> [DNSRecord] {
    let server = LoopbackNameServer { _, type in Int(type) == Int(kind.code) ? answer : .missing }
    let resolver = DNSResolver(
      server: .init(address: "127.0.0.1", port: server.port), timeoutSeconds: 1, attempts: 1)
    return try withExtendedLifetime(server) { try resolver.records(of: name, kind) }
  }

  @Test func `reads every kind of record, in the order of the answer`() throws {
    #expect(
      try records(.srv, .records([.srv("b.test", port: 9093), .srv("a.test", port: 1)])) == [
        DNSRecord(kind: .srv, value: "b.test", port: 9093), DNSRecord(kind: .srv, value: "a.test", port: 1),
      ])
    #expect(try records(.a, .records([.a(10, 0, 0, 255)])).map(\.value) == ["10.0.0.255"])
    #expect(
      try records(.aaaa, .records([.aaaa([0x20, 1] + [UInt8](repeating: 0, count: 13) + [1])])).map(\.value)
        == ["2001::1"])
    #expect(try records(.mx, .records([.mx("mail.test")])).map(\.value) == ["mail.test"])
    #expect(try records(.ns, .records([.ns("ns.test")])).map(\.value) == ["ns.test"])
  }

  @Test func `leaves out the aliases on the way`() throws {
    #expect(try records(.a, .records([.alias("other.test"), .a(10, 0, 0, 1)])).map(\.value) == ["10.0.0.1"])
  }

  @Test func `a name that does not exist, or has no such records, has none`() throws {
    #expect(try records(.srv, .missing).isEmpty)
    #expect(try records(.srv, .records([])).isEmpty)
  }

  @Test func `no answer is an error, not an empty answer`() {
    for answer in [LoopbackNameServer.Answer.failure, .silence, .cut(to: 50)] {
      #expect(throws: DNSError.self) { try records(.srv, answer) }
    }
  }

  @Test func `broken data is an error`() {
    #expect(throws: DNSError.self) { try records(.a, .records([.a(10, 0)])) }
    #expect(throws: DNSError.self) { try records(.aaaa, .records([.aaaa([1])])) }
  }

  @Test func `says what was asked`() {
    #expect {
      try records(.srv, .failure)
    } throws: {
      "\($0)" == "asking for the SRV records of fleet.test.: no server answers now"
    }
  }
}
