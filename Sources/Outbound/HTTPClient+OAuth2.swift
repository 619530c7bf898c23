import Telemetry

/// Requests that show a token.
extension HTTPClient {
  /// Sends `request` with a token of `settings`, and once more with a new one where the first is not taken any more.
  func fetch(
    _ request: HTTPRequest, _ settings: OAuth2Settings, with handle: EasyHandle, deadline: Double,
    into receiver: BodyReceiver?
  ) async throws(OutboundError) -> HTTPResponse {
    let settings = try settings.revealed()
    let token = try await token(for: settings, deadline: deadline)
    let response = try await follow(request.showing(token), with: handle, deadline: deadline, into: receiver)
    guard response.status == 401, tokens.retire(token, of: settings) else { return response }
    let renewed = try await self.token(for: settings, deadline: deadline)
    return try await follow(request.showing(renewed), with: handle, deadline: deadline, into: receiver)
  }

  private func token(for settings: OAuth2Settings, deadline: Double) async throws(OutboundError) -> AccessToken {
    try await tokens.token(for: settings, deadline: deadline) { authentication throws(OutboundError) in
      let timeout = max(0.001, deadline - Clock.monotonicSeconds())
      let request = try settings.request(authentication, timeoutSeconds: timeout)
      return try TokenAnswer.token(in: try await self.fetch(request), at: Clock.monotonicSeconds())
    }
  }
}

extension HTTPRequest {
  fileprivate func showing(_ token: AccessToken) -> HTTPRequest {
    var request = self
    request.options.credentials = token.credentials
    return request
  }
}
