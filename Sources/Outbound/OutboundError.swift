/// Why a request got no answer. An answer with a bad status is no error here.
package struct OutboundError: Error, Equatable {
  /// The bounded set of causes, for metric labels.
  package enum Reason: String, Sendable, CaseIterable {
    /// Nobody listens there.
    case refused
    /// The host cannot be reached.
    case unreachable
    /// The host's name is unknown.
    case dns
    /// No connection, TLS included, in time.
    case connectTimeout
    /// Connected, but not done in time.
    case timeout
    /// Too few bytes for too long.
    case stalled
    case bodyTooLarge
    /// The bodies of all requests together leave no room for this one.
    case crowdedOut
    /// The connection ended before the answer did.
    case truncated
    case tls
    /// What came is no HTTP.
    case badResponse
    case badURL
    case tooManyRedirects
    /// A secret's file cannot be read, a token is not given out, or a setting is not accepted.
    case credentials
    /// The task that asked was canceled.
    case canceled
    /// The client was closed.
    case closed
    case other
  }

  package let reason: Reason
  /// What was attempted, on what, and why it did not work; without secrets.
  package let detail: String

  package init(_ reason: Reason, _ detail: String) {
    self.reason = reason
    self.detail = detail
  }
}

extension OutboundError: CustomStringConvertible {
  package var description: String { detail }
}
