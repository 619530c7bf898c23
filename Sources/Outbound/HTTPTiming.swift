/// How long the parts of an exchange took, in seconds from its start. Those of redirects count in the total only.
package struct HTTPTiming: Sendable {
  /// Until connected, TLS included. 0 if a connection was there.
  package let connect: Double
  package let firstByte: Double
  package let total: Double
}
