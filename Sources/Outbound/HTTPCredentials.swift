/// How a request says who asks.
package enum HTTPCredentials: Hashable, Sendable {
  case basic(username: String, password: Secret)
  /// `Authorization: <type> <secret>`; the type is mostly `Bearer`.
  case authorization(type: String, secret: Secret)
}
