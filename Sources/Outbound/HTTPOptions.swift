/// What a caller's requests have in common: who asks, how the connection is made, how long and how much is waited for.
package struct HTTPOptions: Hashable, Sendable {
  package var credentials: HTTPCredentials?
  package var tls = TLSSettings()
  package var proxy = HTTPProxy.none
  /// For the proxy alone, when it is asked to connect to a server of https.
  package var proxyConnectHeaders: [HTTPHeader] = []
  /// Whether HTTP/2 is used where the server offers it (over TLS).
  package var http2 = true
  /// How many redirects are followed. Credentials and secret headers stay behind when one leads to another host, port
  /// or scheme.
  package var redirectsMax = 10
  /// Whether a redirect is followed at all; if not, it is the response.
  package var followsRedirects = true
  /// Path of a unix socket to connect to instead of the URL's host.
  package var unixSocket: String?

  package var connectTimeoutSeconds = 10.0
  /// A transfer slower than this over ``stallSeconds`` is given up. 0: never.
  package var stallBytesPerSecond = 1
  package var stallSeconds = 30

  package init() {}
}
