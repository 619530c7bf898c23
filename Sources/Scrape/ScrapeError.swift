import Budget
import Compression
import Exposition
import Outbound
import Storage

/// Why a scrape failed. One of these makes the child `down`; what it means for samples, ``ScrapeCycle`` says.
package struct ScrapeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The bounded set of causes, fit for a metric's label.
  package enum Reason: String, Sendable, CaseIterable {
    case connectionRefused = "connection_refused"
    case unreachable, dns
    case connectTimeout = "connect_timeout"
    case timeout, stalled, tls
    case badResponse = "bad_response"
    case badURL = "bad_url"
    case tooManyRedirects = "too_many_redirects"
    case credentials
    case httpStatus = "http_status"
    /// More bytes arrived than allowed.
    case bodyTooLarge = "body_too_large"
    /// The body inflates to more bytes than allowed.
    case bodyInflatesTooFar = "body_inflates_too_far"
    case bodyCorrupt = "body_corrupt"
    /// The connection, or the compressed stream, ended before the body did.
    case bodyEndsEarly = "body_ends_early"
    /// The body is whole for HTTP, but has lost its last names or most of its series.
    case truncatedBody = "truncated_body"
    case contentType = "content_type"
    case tooManyLines = "too_many_lines"
    case parse
    case sampleLimit = "sample_limit"
    case labelLimit = "label_limit"
    case targetLimit = "target_limit"
    case seriesBudget = "series_budget"
    /// Another child claims the same cluster and replica.
    case identity
    case storage, canceled, other
  }

  package let reason: Reason
  package let description: String

  package init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}

extension ScrapeError {
  init(_ error: OutboundError) {
    // Prometheus's users look for these words.
    let prefix =
      switch error.reason {
      case .timeout, .connectTimeout: "context deadline exceeded: "
      case .bodyTooLarge: "body size limit exceeded: "
      default: ""
      }
    self.init(ScrapeError.reason(error.reason), prefix + error.description)
  }

  private static func reason(_ reason: OutboundError.Reason) -> Reason {
    switch reason {
    case .refused: .connectionRefused
    case .unreachable: .unreachable
    case .dns: .dns
    case .connectTimeout: .connectTimeout
    case .timeout: .timeout
    case .stalled: .stalled
    case .bodyTooLarge: .bodyTooLarge
    case .truncated: .bodyEndsEarly
    case .tls: .tls
    case .badResponse: .badResponse
    case .badURL: .badURL
    case .tooManyRedirects: .tooManyRedirects
    case .credentials: .credentials
    case .canceled, .closed: .canceled
    case .other: .other
    }
  }

  init(_ error: CompressionError) {
    switch error.reason {
    case .tooLarge: self.init(.bodyInflatesTooFar, "body size limit exceeded: \(error)")
    case .truncated: self.init(.bodyEndsEarly, "inflating the body: \(error)")
    case .corrupt: self.init(.bodyCorrupt, "inflating the body: \(error)")
    }
  }

  init(_ error: ExpositionError) {
    switch error.reason {
    case .contentType: self.init(.contentType, error.description)
    case .tooManyLines:
      self.init(.tooManyLines, "\(error.detail): a body may have four lines for each series of the series_budget")
    case .syntax, .value, .timestamp, .labels, .encoding, .metadata, .end:
      self.init(.parse, "parsing the body: \(error)")
    }
  }

  init(_ error: StorageError) { self.init(.storage, "storing the samples: \(error)") }

  init(_ error: BudgetExceeded) { self.init(.seriesBudget, error.description) }

  /// Prometheus's words for an answer other than 200.
  init(status: Int) {
    self.init(.httpStatus, "server returned HTTP status \(HTTPStatusText.of(status))")
  }
}
