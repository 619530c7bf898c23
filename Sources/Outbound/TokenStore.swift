import Telemetry
import Threads

/// The tokens that a client holds, each fetched once for all requests with the same settings.
final class TokenStore: Sendable {
  typealias Fetch =
    @Sendable (OAuth2Settings.ClientAuthentication) async throws(OutboundError) -> AccessToken

  private struct Entry {
    var token: AccessToken?
    var flight: TokenFlight?
    /// The last refusal, and when it came: it is repeated for a moment instead of asking again for every child.
    var refusal: (error: OutboundError, at: Double)?
    /// Which way the server takes, once it is known.
    var authentication: OAuth2Settings.ClientAuthentication?
    var usedAt: Double
  }

  private enum Step {
    case use(AccessToken)
    case refuse(OutboundError)
    case wait(TokenFlight)
    case fetch(TokenFlight, OAuth2Settings.ClientAuthentication?)
  }

  private let entries = Locked<[OAuth2Settings: Entry]>([:])
  private let countMax: Int
  private let retrySeconds: Double
  private let renewalSeconds: Double

  init(_ settings: HTTPClientSettings) {
    countMax = settings.tokensMax
    retrySeconds = settings.tokenRetrySeconds
    renewalSeconds = settings.tokenRenewalSeconds
  }

  /// A token for `settings`: the one that is there, or a new one by `fetch`.
  ///
  /// - Parameter deadline: until when to wait for it, by the monotonic clock.
  func token(
    for settings: OAuth2Settings, deadline: Double, _ fetch: Fetch
  ) async throws(OutboundError) -> AccessToken {
    while true {
      switch step(settings) {
      case .use(let token): return token
      case .refuse(let error): throw error
      case .fetch(let flight, let known): return try await run(flight, settings, known, fetch)
      case .wait(let flight):
        let answer = await flight.answer(withinSeconds: deadline - Clock.monotonicSeconds())
        guard let answer else { throw TokenStore.impatience(settings) }
        // Whoever fetched has given up; the next one does.
        if case .failure(let error) = answer, error.reason == .canceled { continue }
        return try answer.get()
      }
    }
  }

  /// Forgets a token that a server did not take. `false` if a new one is no better: it has only just been given out.
  func retire(_ token: AccessToken, of settings: OAuth2Settings) -> Bool {
    entries.withLock { entries in
      guard let entry = entries[settings], entry.token == token else { return true }
      guard Clock.monotonicSeconds() - token.issuedAt >= renewalSeconds else { return false }
      entries[settings]?.token = nil
      return true
    }
  }

  private func step(_ settings: OAuth2Settings) -> Step {
    let now = Clock.monotonicSeconds()
    return entries.withLock { entries in
      var entry = entries[settings] ?? Entry(usedAt: now)
      entry.usedAt = now
      defer {
        entries[settings] = entry
        if entries.count > countMax { TokenStore.shrink(&entries) }
      }
      if let token = entry.token, token.isFresh(at: now) { return .use(token) }
      if let flight = entry.flight { return .wait(flight) }
      if let refusal = entry.refusal, now - refusal.at < retrySeconds { return .refuse(refusal.error) }
      let flight = TokenFlight()
      entry.flight = flight
      return .fetch(flight, entry.authentication)
    }
  }

  /// Lets the entry go that has been idle for longest.
  private static func shrink(_ entries: inout [OAuth2Settings: Entry]) {
    let idle = entries.filter { $0.value.flight == nil }.min { $0.value.usedAt < $1.value.usedAt }
    if let idle { entries[idle.key] = nil }
  }

  private func run(
    _ flight: TokenFlight, _ settings: OAuth2Settings, _ known: OAuth2Settings.ClientAuthentication?, _ fetch: Fetch
  ) async throws(OutboundError) -> AccessToken {
    var answer = TokenFlight.Answer.failure(TokenStore.impatience(settings))
    for authentication in known.map({ [$0] }) ?? OAuth2Settings.ClientAuthentication.allCases {
      answer = await TokenStore.answer(authentication, fetch)
      if note(answer, authentication, settings) { break }
    }
    entries.withLock { $0[settings]?.flight = nil }
    flight.land(answer)
    return try answer.get()
  }

  private static func answer(_ authentication: OAuth2Settings.ClientAuthentication, _ fetch: Fetch) async
    -> TokenFlight.Answer
  {
    do throws(OutboundError) {
      return .success(try await fetch(authentication))
    } catch {
      return .failure(error)
    }
  }

  /// Remembers an answer. `false` if asking in another way may bring a better one: the server did answer.
  private func note(
    _ answer: TokenFlight.Answer, _ authentication: OAuth2Settings.ClientAuthentication, _ settings: OAuth2Settings
  ) -> Bool {
    entries.withLock { entries in
      switch answer {
      case .success(let token):
        entries[settings]?.token = token
        entries[settings]?.authentication = authentication
        entries[settings]?.refusal = nil
        return true
      case .failure(let error):
        if error.reason != .canceled { entries[settings]?.refusal = (error, Clock.monotonicSeconds()) }
        return error.reason != .credentials
      }
    }
  }

  private static func impatience(_ settings: OAuth2Settings) -> OutboundError {
    Task.isCancelled
      ? OutboundError(.canceled, "fetching a token from \(RequestURL.redacted(settings.tokenURL)): canceled")
      : OutboundError(.timeout, "fetching a token from \(RequestURL.redacted(settings.tokenURL)): no answer in time")
  }
}
