import TimeSeries

/// Where a token is to be had, and for whom: `oauth2`, OAuth 2's client credentials (RFC 6749, 4.4).
///
/// Requests with equal settings share one token.
package struct OAuth2Settings: Hashable, Sendable {
  package var clientID: String
  package var clientSecret: Secret
  /// `http://…` or `https://…`; asked by POST, and never followed elsewhere: the secret is in the request.
  package var tokenURL: String
  package var scopes: [String]
  /// Further parameters of the request; some servers want a password among them.
  package var endpointParameters: [String: Secret]
  package var tls = TLSSettings()
  package var proxy = HTTPProxy.none
  package var proxyConnectHeaders: [HTTPHeader] = []

  package init(
    clientID: String, clientSecret: Secret, tokenURL: String, scopes: [String] = [],
    endpointParameters: [String: Secret] = [:]
  ) {
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.tokenURL = tokenURL
    self.scopes = scopes
    self.endpointParameters = endpointParameters
  }
}

extension OAuth2Settings {
  /// How the server is told who asks. The RFC prefers the first; some servers know only the second.
  enum ClientAuthentication: CaseIterable {
    case header, parameters
  }

  /// No answer with a token is larger.
  static let answerBytesMax = 1 << 20

  /// The same with the secret itself in place of its file: when the file changes, so do the settings.
  func revealed() throws(OutboundError) -> OAuth2Settings {
    var revealed = self
    revealed.clientSecret = .text(try clientSecret.reveal())
    return revealed
  }

  /// The question for a token.
  func request(_ authentication: ClientAuthentication, timeoutSeconds: Double) throws(OutboundError) -> HTTPRequest {
    var options = HTTPOptions()
    (options.tls, options.proxy, options.proxyConnectHeaders) = (tls, proxy, proxyConnectHeaders)
    options.followsRedirects = false
    if authentication == .header { options.credentials = try basicCredentials() }
    return HTTPRequest(
      .post, tokenURL,
      headers: [
        HTTPHeader("Content-Type", "application/x-www-form-urlencoded"), HTTPHeader("Accept", "application/json"),
      ],
      body: Array(try form(authentication).utf8), timeoutSeconds: timeoutSeconds,
      bodyBytesMax: OAuth2Settings.answerBytesMax, acceptsGzip: false, options: options)
  }

  /// Encoded as in a form before they are encoded as a header: RFC 6749, 2.3.1.
  private func basicCredentials() throws(OutboundError) -> HTTPCredentials {
    .basic(
      username: .text(QueryText.escaped(clientID)), password: .text(QueryText.escaped(try clientSecret.reveal())))
  }

  private func form(_ authentication: ClientAuthentication) throws(OutboundError) -> String {
    var form: [String: [String]] = [:]
    for (name, value) in endpointParameters { form[name] = [try value.reveal()] }
    form["grant_type"] = form["grant_type"] ?? ["client_credentials"]
    if !scopes.isEmpty { form["scope"] = [scopes.joined(separator: " ")] }
    if authentication == .parameters {
      form["client_id"] = [clientID]
      form["client_secret"] = [try clientSecret.reveal()]
    }
    return QueryText.form(form)
  }
}
