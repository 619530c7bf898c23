import HTTPTypes
import Hummingbird
import TimeSeries

/// Which web pages of other origins may read the answers: `--web.cors.origin`.
struct CORSPolicy: Sendable {
  private let origin: LabelRegex
  private let allowsAll: Bool

  /// - Parameter pattern: a regular expression for the whole of an origin.
  /// - Throws: if it is none.
  init(pattern: String) throws {
    origin = try LabelRegex(pattern)
    allowsAll = pattern == ".*"
  }

  /// Adds the headers that Prometheus sends, if the request names an origin.
  func apply(to response: inout Response, for request: Request) {
    guard let asking = request.headers[.origin] else { return }
    response.headers[.accessControlAllowHeaders] = "Accept, Authorization, Content-Type, Origin"
    response.headers[.accessControlAllowMethods] = "GET, POST, OPTIONS"
    response.headers[.accessControlExposeHeaders] = "Date"
    response.headers[.vary] = "Origin"
    if allowsAll {
      response.headers[.accessControlAllowOrigin] = "*"
    } else if origin.matches(asking) {
      response.headers[.accessControlAllowOrigin] = asking
    }
  }
}
