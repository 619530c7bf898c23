import Outbound
import RemoteProtocol
import Scrape
import Storage

/// Why a slice of a gap could not be healed now.
package struct HealingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A bounded set, fit for a metric's label.
  package enum Reason: String, Sendable, CaseIterable {
    /// No child of the cluster is there to be asked.
    case noSource = "no_source"
    case unreachable, timeout
    case httpStatus = "http_status"
    /// The answer is not what it should be.
    case badAnswer = "bad_answer"
    case tooLarge = "too_large"
    /// The child has neither remote read nor a query API.
    case unsupported
    /// What the job selects, or what labels its series get, cannot be told.
    case labels
    /// Those children that answered lack a part, and others could not be asked.
    case incomplete
    case budget, storage, canceled
  }

  package let reason: Reason
  package let description: String

  package init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}

extension HealingError {
  init(_ error: OutboundError) {
    let reason: Reason =
      switch error.reason {
      case .timeout, .connectTimeout, .stalled: .timeout
      case .bodyTooLarge: .tooLarge
      case .canceled, .closed: .canceled
      case .truncated, .badResponse: .badAnswer
      default: .unreachable
      }
    self.init(reason, error.description)
  }

  init(_ error: RemoteProtocolError, _ what: String) {
    self.init(error.reason == .tooLarge ? .tooLarge : .badAnswer, "\(what): \(error.description)")
  }

  init(_ error: ScrapeError, _ what: String) {
    let reason: Reason =
      switch error.reason {
      case .seriesBudget: .budget
      case .storage: .storage
      case .canceled: .canceled
      case .labelLimit, .parse: .labels
      default: .unreachable
      }
    self.init(reason, "\(what): \(error.description)")
  }

  init(_ error: StorageError, _ what: String) { self.init(.storage, "\(what): \(error.description)") }
}
