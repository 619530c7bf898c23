/// What a client keeps while nothing happens, and how it introduces itself.
package struct HTTPClientSettings: Sendable {
  /// How many connections are kept for the next request. Below the number of targets, keep-alive is lost.
  package var idleConnectionsMax = 4096
  package var idleConnectionSeconds = 300
  /// How many body buffers wait for the next response, and how large they may be.
  package var idleBuffersMax = 8
  package var idleBufferBytesMax = 4 << 20
  /// How many prepared handles wait for requests that come without a session.
  package var idleHandlesMax = 32
  package var userAgent = "iapetus"

  package init() {}
}
