import Outbound

/// Why an Alertmanager did not take some alerts.
struct SendError: Error, CustomStringConvertible {
  enum Reason {
    /// No answer, or one that says that it may be otherwise soon.
    case unavailable
    /// It will not take these alerts, however often they are sent.
    case refused
    /// The sending was given up.
    case canceled
  }

  let reason: Reason
  let description: String

  init(_ error: OutboundError) {
    switch error.reason {
    case .canceled, .closed: reason = .canceled
    default: reason = .unavailable
    }
    description = error.description
  }

  /// - Parameter body: what the Alertmanager says of it.
  init(status: Int, body: String) {
    reason = status >= 500 || status == 429 || status == 408 ? .unavailable : .refused
    description = "bad response status \(status): \(body.prefix(200))"
  }
}
