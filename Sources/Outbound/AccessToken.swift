/// What an authorization server gave out: a proof of who asks, for a while.
struct AccessToken: Sendable, Equatable {
  /// The word before the value: mostly `Bearer`.
  let type: String
  let value: Secret
  /// By the monotonic clock, in seconds.
  let issuedAt: Double
  /// Infinite for one that does not end.
  let expiresAt: Double

  /// A token that ends while it is under way is refused; Go's margin.
  private static let marginSeconds = 10.0

  func isFresh(at now: Double) -> Bool { now < expiresAt - AccessToken.marginSeconds }

  var credentials: HTTPCredentials { .authorization(type: type, secret: value) }
}
