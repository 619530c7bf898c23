import Outbound

/// Why a server that was asked gave no answer that can be used.
enum ServerError: Error {
  /// It was not asked, for what a file or flag says.
  case settings(String)
  case noAnswer(String, OutboundError.Reason)
  /// It was understood and refused, as the API's error says.
  case refused(kind: String, reason: String, String)
  /// What answers is no API.
  case status(Int, String)
  case unreadable(String, why: String)
}

extension ServerError {
  /// Whether the address may be the wrong one.
  var mayBeElsewhere: Bool {
    switch self {
    case .noAnswer, .status(404, _), .unreadable: true
    case .settings, .refused, .status: false
    }
  }
}

extension ServerError: CustomStringConvertible {
  /// What came of it, and what the operator can change.
  var description: String {
    switch self {
    case .settings(let text): text
    case .noAnswer(let text, let reason): text + advice(reason)
    case .refused(let kind, let reason, let url): (kind.isEmpty ? "" : kind + ": ") + reason + "\n  says \(url)"
    case .status(401, let url), .status(403, let url):
      "\(url) wants to know who asks: give credentials with --http.config.file or --header."
    case .status(404, let url): "\(url) is not there (status 404): has the address the server's route prefix?"
    case .status(let status, let url): "\(url) answered with status \(status), and not in the words of the API."
    case .unreadable(let url, let why):
      "\(url) answered what the API of Prometheus does not: \(why)"
    }
  }

  private func advice(_ reason: OutboundError.Reason) -> String {
    switch reason {
    case .refused, .unreachable, .dns, .badURL, .connectTimeout:
      "\nIs a server running there? Its address is http://HOST:PORT, with its route prefix if it has one."
    case .timeout, .stalled: "\nGive it more time with --http.timeout, or ask for less."
    case .bodyTooLarge, .badResponse: "\nIf it is too large, ask for less, or allow more with --http.max-body-size."
    case .tls, .credentials: "\nWhom to trust and who asks is said in --http.config.file."
    default: ""
    }
  }
}
