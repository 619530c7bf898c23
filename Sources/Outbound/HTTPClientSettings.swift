import Glibc

/// What a client keeps while nothing happens, and how it introduces itself.
package struct HTTPClientSettings: Sendable {
  /// How many connections are kept for the next request. Below the number of targets, keep-alive is lost.
  package var idleConnectionsMax = 4096
  package var idleConnectionSeconds = 300
  /// How many body buffers wait for the next response, and how large they may be.
  package var idleBuffersMax = 8
  package var idleBufferBytesMax = 4 << 20
  /// What the bodies of all requests together may hold, as they came and inflated, and up to which size one of them
  /// always has room.
  package var bytesInFlightMax = 512 << 20
  package var bodyBytesGuaranteed = 1 << 20
  /// How many prepared handles wait for requests that come without a session.
  package var idleHandlesMax = 32
  /// How many tokens of OAuth 2 are held.
  package var tokensMax = 1024
  /// For how long a refused token is not asked for again, and how old one must be to be renewed when a server does not
  /// take it.
  package var tokenRetrySeconds = 5.0
  package var tokenRenewalSeconds = 30.0
  package var userAgent = "iapetus"
  /// The value of an environment variable, for `proxy_from_environment`.
  package var environment: @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }

  package init() {}
}
