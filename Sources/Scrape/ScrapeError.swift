import Budget
import Compression
import Exposition
import Outbound
import Storage
import TimeSeries

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
    /// The bodies of all children together leave no room for this one.
    case crowdedOut = "crowded_out"
    /// The connection, or the compressed stream, ended before the body did.
    case bodyEndsEarly = "body_ends_early"
    /// The body is whole for HTTP, but has lost its last names or most of its series.
    case truncatedBody = "truncated_body"
    case contentType = "content_type"
    case tooManyLines = "too_many_lines"
    case parse
    case sampleLimit = "sample_limit"
    case labelLimit = "label_limit"
    /// A native histogram has more buckets than the job allows, in the coarsest schema, too.
    case bucketLimit = "bucket_limit"
    case targetLimit = "target_limit"
    case seriesBudget = "series_budget"
    /// Another child claims the same cluster and replica.
    case identity
    /// The child suffers and was not asked.
    case heldBack = "held_back"
    case storage, canceled, other
  }

  package let reason: Reason
  package private(set) var description: String
  /// Of an answer that says no; 0 for other errors.
  private(set) var status = 0
  /// How long the child asked to be left alone.
  private(set) var retryAfter: Milliseconds?
  /// Of one that stands for a scrape that was left out: why it was.
  private(set) var cause: Reason?
  /// The first line of the body that cannot be read.
  private(set) var badLine: BadLine?

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
    case .crowdedOut: .crowdedOut
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
    case .noRoom: self.init(.crowdedOut, "inflating the body: \(error)")
    case .corrupt: self.init(.bodyCorrupt, "inflating the body: \(error)")
    }
  }

  init(_ error: ExpositionError) {
    switch error.reason {
    case .contentType: self.init(.contentType, error.description)
    case .tooManyLines:
      self.init(.tooManyLines, "\(error.detail): a body may have lines_per_series lines for each series of the series_budget's limit")
    case .tooLarge: self.init(.bodyInflatesTooFar, "body size limit exceeded: \(error.detail)")
    case .syntax, .value, .timestamp, .labels, .encoding, .metadata, .end, .message, .histogram:
      self.init(.parse, "parsing the body: \(error)")
      if error.line > 0 { badLine = BadLine(number: error.line, column: error.column, text: error.excerpt) }
    }
  }

  init(_ error: StorageError) { self.init(.storage, "storing the samples: \(error)") }

  init(_ error: BudgetExceeded) { self.init(.seriesBudget, error.description) }

  /// Prometheus's words for an answer other than 200.
  init(_ response: HTTPResponse, at now: Timestamp) {
    self.init(.httpStatus, "server returned HTTP status \(HTTPStatusText.of(response.status))")
    status = response.status
    retryAfter = response.headers["retry-after"].flatMap { ScrapeError.retryAfter($0, at: now) }
  }

  /// Seconds, or a date.
  private static func retryAfter(_ text: String, at now: Timestamp) -> Milliseconds? {
    if let seconds = Int64(text), (0...86_400).contains(seconds) { return seconds * 1000 }
    return HTTPDate.parse(text).map { max(0, $0 - now) }
  }

  func inPart(_ number: Int, of count: Int) -> ScrapeError {
    var error = self
    error.description = "part \(number) of \(count): \(description)"
    return error
  }

  /// What stands for the scrapes that are left out after `cause`.
  static func heldBack(until time: Timestamp, after cause: ScrapeError) -> ScrapeError {
    var error = ScrapeError(
      .heldBack, "not asked until \(UTCTime.text(of: time)), as the child suffers: \(cause)")
    (error.status, error.cause) = (cause.status, cause.reason)
    return error
  }
}
