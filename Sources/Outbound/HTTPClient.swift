import Telemetry
import Threads

/// The door to the network: requests go out, answers come back, each within its limits of size and time.
///
/// One thread drives all transfers; preparing requests and inflating answers happens on the callers' tasks.
/// Connections are kept for the next request to the same target.
package final class HTTPClient: Sendable {
  private let settings: HTTPClientSettings
  private let loop: TransferLoop
  private let pool: BodyPool
  private let idleHandles = Locked<[EasyHandle]>([])

  package init(settings: HTTPClientSettings = HTTPClientSettings()) {
    self.settings = settings
    loop = TransferLoop(settings)
    pool = BodyPool(countMax: settings.idleBuffersMax, bufferBytesMax: settings.idleBufferBytesMax)
    loop.start()
  }

  deinit { loop.close() }

  /// Ends all transfers and the thread. Requests made later fail as closed.
  package func close() { loop.close() }

  /// A place for requests that come again and again.
  package func session() -> HTTPSession { HTTPSession(self) }

  /// Sends `request` and waits for the whole answer. Canceling the task ends the transfer at once.
  package func fetch(_ request: HTTPRequest) async throws(OutboundError) -> HTTPResponse {
    let handle = idleHandles.withLock { $0.popLast() } ?? EasyHandle()
    defer { idleHandles.withLock { if $0.count < settings.idleHandlesMax { $0.append(handle) } } }
    return try await fetch(request, with: handle)
  }

  /// Follows redirects here and not in libcurl, to be sure of what is sent where.
  func fetch(_ request: HTTPRequest, with handle: EasyHandle) async throws(OutboundError) -> HTTPResponse {
    let start = Clock.monotonicSeconds()
    var path = RedirectPath(request)
    while true {
      let timeout = request.timeoutSeconds - (Clock.monotonicSeconds() - start)
      let response = try await exchange(path.request, with: handle, timeoutSeconds: timeout)
      guard request.options.followsRedirects, let next = handle.redirectURL else { return response }
      try path.follow(to: next, status: response.status)
    }
  }

  private func exchange(
    _ request: HTTPRequest, with handle: EasyHandle, timeoutSeconds: Double
  ) async throws(OutboundError) -> HTTPResponse {
    try handle.prepare(request, settings)
    handle.setTimeout(seconds: timeoutSeconds)
    let exchange = Exchange(handle, pool: pool, bodyBytesMax: request.bodyBytesMax)
    let outcome = await loop.run(exchange)
    if let error = exchange.error(outcome, request, timeoutSeconds: timeoutSeconds) { throw error }
    return HTTPResponse(
      status: handle.status, headers: exchange.headers, body: exchange.takeBody(),
      effectiveURL: RequestURL.withoutUser(request.url), timing: handle.timing)
  }
}
