import Threads

/// A target's own handle at a client: what was prepared for a request is kept for the next one like it.
///
/// Meant for one request at a time; a second one meanwhile works as well, at the price of a new handle.
package final class HTTPSession: Sendable {
  private let client: HTTPClient
  private let idle = Locked<EasyHandle?>(nil)

  init(_ client: HTTPClient) { self.client = client }

  /// As ``HTTPClient/fetch(_:)``.
  package func fetch(_ request: HTTPRequest) async throws(OutboundError) -> HTTPResponse {
    let handle = idle.withLock { $0.take() } ?? EasyHandle()
    defer { idle.withLock { $0 = handle } }
    return try await client.fetch(request, with: handle)
  }
}
