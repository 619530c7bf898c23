internal import CResolv
import Glibc

/// Asks the domain name system, through the resolver of the C library.
package struct DNSResolver: Sendable, Equatable {
  /// Where to ask instead of the servers of `/etc/resolv.conf`.
  package struct Server: Sendable, Equatable {
    /// IPv4.
    package var address: String
    package var port: UInt16

    package init(address: String, port: UInt16) {
      self.address = address
      self.port = port
    }
  }

  private static let answerBytesMax = 65_535

  private let server: Server?
  private let timeoutSeconds: Int
  private let attempts: Int

  /// - Parameters:
  ///   - timeoutSeconds: of one attempt at one server.
  ///   - attempts: how often each server is asked.
  package init(server: Server? = nil, timeoutSeconds: Int = 5, attempts: Int = 2) {
    self.server = server
    self.timeoutSeconds = timeoutSeconds
    self.attempts = attempts
  }

  /// The records of one kind under a name, in the order of the answer; none if the name has none, or does not exist.
  ///
  /// Waits for the network: to be called on a thread that may.
  package func records(of name: String, _ kind: DNSRecord.Kind) throws(DNSError) -> [DNSRecord] {
    var answer = [UInt8](repeating: 0, count: DNSResolver.answerBytesMax)
    var problem: CInt = 0
    let length = iap_dns_search(
      server?.address, server?.port ?? 0, name, kind.code, CInt(timeoutSeconds), CInt(attempts), &answer,
      CInt(answer.count), &problem)
    guard length < 0 else { return try read(answer, length, name, kind) }
    switch problem {
    case HOST_NOT_FOUND, NO_DATA: return []
    case NO_RECOVERY: throw DNSError(.refused, asking: name, kind, "the server refuses, or fails for good")
    default: throw DNSError(.unavailable, asking: name, kind, "no server answers now")
    }
  }

  /// Records of other kinds, such as the aliases on the way, are left out.
  private func read(
    _ answer: [UInt8], _ length: CInt, _ name: String, _ kind: DNSRecord.Kind
  ) throws(DNSError) -> [DNSRecord] {
    var records: [DNSRecord] = []
    var record = iap_dns_record()
    for index in 0... {
      let code = iap_dns_record(answer, length, CInt(index), &record)
      if code == 0 { break }
      guard code > 0 else { throw DNSError(.corrupt, asking: name, kind, "the answer is damaged") }
      if record.type == kind.code { records.append(DNSRecord(kind, record)) }
    }
    return records
  }
}

extension DNSRecord {
  fileprivate init(_ kind: Kind, _ record: iap_dns_record) {
    let value = withUnsafeBytes(of: record.value) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    self.init(kind: kind, value: value, port: Int(record.port))
  }
}
