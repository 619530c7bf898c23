import HTTPTypes
import PromQL
import Storage

/// Why an API call has no answer, as Prometheus classes it. Becomes the error envelope.
struct APIError: Error, Equatable, CustomStringConvertible {
  enum Kind: String, CaseIterable {
    case badData = "bad_data"
    case execution, canceled, timeout
    case `internal`
    case unavailable
    case notFound = "not_found"
    /// Not Prometheus's, which lets any number of queries wait: as many as may wait do so already.
    case overloaded
  }

  let kind: Kind
  let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  /// A parameter that cannot be used: `invalid parameter "time": …`.
  init(parameter: String, _ reason: String) {
    self.init(.badData, "invalid parameter \"\(parameter)\": \(reason)")
  }

  /// An error of the engine. A text that is no query is an invalid parameter; all else happened later.
  init(_ error: QueryError) {
    switch error.reason {
    case .badData: self.init(parameter: "query", error.description)
    case .execution: self.init(.execution, error.description)
    case .canceled: self.init(.canceled, error.description)
    case .timeout: self.init(.timeout, error.description)
    case .overloaded: self.init(.overloaded, error.description)
    case .storage: self.init(.internal, error.description)
    }
  }

  init(_ error: StorageError) {
    switch error.reason {
    case .canceled: self.init(.canceled, error.description)
    case .notReady, .closed: self.init(.unavailable, error.description)
    case .queueFull, .seriesLimit, .tooManySamples: self.init(.execution, error.description)
    case .corrupt, .io: self.init(.internal, error.description)
    }
  }

  /// Prometheus's mapping; `unavailable` really is a 500 there.
  var status: HTTPResponse.Status {
    switch kind {
    case .badData: .badRequest
    case .execution: .unprocessableContent
    case .canceled: HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request")
    // 503 rather than 429: it is no fault of the client's, and a load balancer may try another server.
    case .timeout, .overloaded: .serviceUnavailable
    case .internal, .unavailable: .internalServerError
    case .notFound: .notFound
    }
  }
}
