/// How a request says who asks.
package enum HTTPCredentials: Hashable, Sendable {
  case basic(username: Secret, password: Secret)
  /// `Authorization: <type> <secret>`; the type is mostly `Bearer`.
  case authorization(type: String, secret: Secret)
  /// With a token, which is fetched before it is needed and kept for as long as it lasts.
  indirect case oauth2(OAuth2Settings)
}
