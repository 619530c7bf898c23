import FoundationEssentials
import Outbound

/// Why the Kubernetes API gave no objects.
struct KubernetesError: Error, Sendable, CustomStringConvertible {
  enum Reason: Sendable {
    /// No answer, or one that was cut.
    case unreachable
    /// The version to go on from is too old: what was missed can only be had by another list.
    case expired
    /// The server refuses, such as for want of rights.
    case refused
    /// What came is nothing that the API answers.
    case garbage
    /// Beyond a bound of ours.
    case tooMuch
    case other
  }

  let reason: Reason
  let description: String

  init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }

  init(_ error: OutboundError) { self.init(.unreachable, error.description) }

  /// Of an answer that is larger than it may be.
  init(tooLarge error: any Error) {
    self.init(.tooMuch, "\(error); lower limits.page_objects, or raise limits.page_size")
  }

  /// An answer that is no 200.
  init(_ response: HTTPResponse) {
    let status = try? JSONDecoder().decode(KubernetesStatus.self, from: Data(response.body.bytes))
    let message = status?.message.map { ": \($0.prefix(300))" } ?? ""
    self.init(
      response.status == 410 ? .expired : .refused,
      "asking \(response.shownURL): server returned HTTP status \(response.status)\(message)")
  }

  /// An error within a watch.
  init(_ status: KubernetesStatus, watching path: String) {
    self.init(
      status.code == 410 ? .expired : .refused,
      "watching \(path): \(status.message.map { String($0.prefix(300)) } ?? "error \(status.code ?? 0)")")
  }
}

extension HTTPResponse {
  /// Where it came from, without the query.
  var shownURL: String { String(effectiveURL.prefix { $0 != "?" }) }
}
