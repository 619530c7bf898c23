import FoundationEssentials

/// The body of an answer with a token: RFC 6749, 5.1, and 5.2 where there is none.
struct TokenAnswer: Decodable {
  private enum Key: String, CodingKey {
    case accessToken = "access_token"
    case tokenType = "token_type"
    case expiresIn = "expires_in"
    case error
  }

  /// Empty if there is none.
  let accessToken: String
  let tokenType: String
  /// Seconds; 0 if the server does not say.
  let expiresIn: Double
  /// Why there is no token: one of the words of the RFC.
  let error: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    accessToken = try container.decodeIfPresent(String.self, forKey: .accessToken) ?? ""
    tokenType = try container.decodeIfPresent(String.self, forKey: .tokenType) ?? ""
    expiresIn = TokenAnswer.seconds(container)
    error = (try? container.decodeIfPresent(String.self, forKey: .error)) ?? ""
  }

  /// Some servers write the number as text.
  private static func seconds(_ container: KeyedDecodingContainer<Key>) -> Double {
    if let number = try? container.decode(Double.self, forKey: .expiresIn) { return number }
    return (try? container.decode(String.self, forKey: .expiresIn)).flatMap(Double.init) ?? 0
  }

  /// The token in a response, or why there is none. Says nothing of what the body holds but the error's word: the body may
  /// repeat the question, and with it the secret.
  static func token(in response: HTTPResponse, at now: Double) throws(OutboundError) -> AccessToken {
    let answer = try? JSONDecoder().decode(TokenAnswer.self, from: Data(response.body.bytes))
    guard (200..<300).contains(response.status) else {
      throw problem(response, "server returned HTTP status \(response.status)\(answer?.reason ?? "")")
    }
    guard let answer else { throw problem(response, "the answer is no JSON object of OAuth 2") }
    guard !answer.accessToken.isEmpty else { throw problem(response, "the answer has no access_token\(answer.reason)") }
    return answer.token(at: now)
  }

  private func token(at now: Double) -> AccessToken {
    AccessToken(
      type: tokenType.isEmpty || tokenType.lowercased() == "bearer" ? "Bearer" : tokenType, value: .text(accessToken),
      issuedAt: now, expiresAt: expiresIn > 0 ? now + expiresIn : .infinity)
  }

  private var reason: String {
    let word = error.prefix(64)
    let isWord = !word.isEmpty && word.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "_") }
    return isWord ? " (\(word))" : ""
  }

  private static func problem(_ response: HTTPResponse, _ what: String) -> OutboundError {
    OutboundError(.credentials, "fetching a token from \(RequestURL.redacted(response.effectiveURL)): \(what)")
  }
}
