import Glibc

/// Why a question to the domain name system got no answer. That there is nothing is an answer.
package struct DNSError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: String, Sendable {
    /// No server answered in time, or one said that it cannot now.
    case unavailable
    /// A server does not want to answer, or not this.
    case refused
    /// What came is no answer.
    case corrupt
  }

  package let reason: Reason
  package let description: String

  init(_ reason: Reason, asking name: String, _ kind: DNSRecord.Kind, _ problem: String) {
    self.reason = reason
    description = "asking for the \(kind.rawValue) records of \(name): \(problem)"
  }
}
