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
  let tokens: TokenStore

  package init(settings: HTTPClientSettings = HTTPClientSettings()) {
    self.settings = settings
    loop = TransferLoop(settings)
    pool = BodyPool(
      countMax: settings.idleBuffersMax, bufferBytesMax: settings.idleBufferBytesMax,
      bytes: BytesInFlight(countMax: settings.bytesInFlightMax, guaranteed: settings.bodyBytesGuaranteed))
    tokens = TokenStore(settings)
    loop.start()
  }

  deinit { loop.close() }

  /// What the bodies of all requests hold now.
  package var bytesInFlight: Int { pool.bytes.count }

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

  /// As ``fetch(_:)``, but hands the body of an answer with status 200 over as it comes, for answers that have no end.
  ///
  /// - Parameter receiver: called on the client's thread, so it has to be quick; `false` ends the transfer.
  /// - Returns: the answer when it is complete; without a body if the status is 200.
  package func stream(
    _ request: HTTPRequest, into receiver: @escaping BodyReceiver
  ) async throws(OutboundError) -> HTTPResponse {
    try await fetch(request, with: EasyHandle(), into: receiver)
  }

  func fetch(
    _ request: HTTPRequest, with handle: EasyHandle, into receiver: BodyReceiver? = nil
  ) async throws(OutboundError) -> HTTPResponse {
    let deadline = Clock.monotonicSeconds() + request.timeoutSeconds
    guard case .oauth2(let settings) = request.options.credentials else {
      return try await follow(request, with: handle, deadline: deadline, into: receiver)
    }
    return try await fetch(request, settings, with: handle, deadline: deadline, into: receiver)
  }

  /// Follows redirects here and not in libcurl, to be sure of what is sent where.
  func follow(
    _ request: HTTPRequest, with handle: EasyHandle, deadline: Double, into receiver: BodyReceiver?
  ) async throws(OutboundError) -> HTTPResponse {
    var path = RedirectPath(request)
    while true {
      let response = try await exchange(path.request, with: handle, deadline: deadline, into: receiver)
      guard request.options.followsRedirects, let next = handle.redirectURL else { return response }
      try path.follow(to: next, status: response.status)
    }
  }

  private func exchange(
    _ request: HTTPRequest, with handle: EasyHandle, deadline: Double, into receiver: BodyReceiver?
  ) async throws(OutboundError) -> HTTPResponse {
    try handle.prepare(request, settings)
    let timeoutSeconds = deadline - Clock.monotonicSeconds()
    handle.setTimeout(seconds: timeoutSeconds)
    let exchange = Exchange(handle, pool: pool, bodyBytesMax: request.bodyBytesMax, receiver: receiver)
    let outcome = await loop.run(exchange)
    if let error = exchange.error(outcome, request, timeoutSeconds: timeoutSeconds) { throw error }
    return HTTPResponse(
      status: handle.status, headers: exchange.headers, body: exchange.takeBody(),
      effectiveURL: RequestURL.withoutUser(request.url), timing: handle.timing)
  }
}
