import TestSupport
import Testing
import Threads

@testable import Outbound

struct OAuth2Tests {
  /// A server that gives out tokens at `/token` and wants the newest of them elsewhere.
  private final class Scene: Sendable {
    struct State {
      var tokensGiven = 0
      var seen: [String?] = []
    }

    let state = Locked(State())
    let answer: @Sendable (LoopbackRequest, Int) -> [LoopbackStep]

    /// - Parameter answer: to a question for a token, and how many came before.
    init(_ answer: @escaping @Sendable (LoopbackRequest, Int) -> [LoopbackStep] = { Scene.token($1) }) {
      self.answer = answer
    }

    static func token(_ number: Int, _ more: String = #", "expires_in": 3600"#) -> [LoopbackStep] {
      let body = #"{"access_token": "token-\#(number)", "token_type": "bearer"\#(more)}"#
      return LoopbackStep.response(headers: [("Content-Type", "application/json")], body: Array(body.utf8))
    }

    func start() -> LoopbackServer {
      LoopbackServer { [self] request in
        guard request.path != "/token" else {
          let number = state.withLock { state in
            defer { state.tokensGiven += 1 }
            return state.tokensGiven
          }
          return answer(request, number)
        }
        let isGood = state.withLock { state in
          state.seen.append(request.headers["authorization"])
          return request.headers["authorization"] == "Bearer token-\(state.tokensGiven - 1)"
        }
        return isGood ? LoopbackStep.metrics("x 1\n") : LoopbackStep.response(401)
      }
    }
  }

  private func request(_ server: LoopbackServer, _ change: (inout OAuth2Settings) -> Void = { _ in }) -> HTTPRequest {
    var settings = OAuth2Settings(
      clientID: "me", clientSecret: .text("ge:heim"), tokenURL: server.url + "/token?key=geheim")
    change(&settings)
    var request = HTTPRequest(.get, server.url + "/federate", timeoutSeconds: 120)
    request.options.credentials = .oauth2(settings)
    return request
  }

  private func client(_ change: (inout HTTPClientSettings) -> Void = { _ in }) -> HTTPClient {
    var settings = HTTPClientSettings()
    change(&settings)
    return HTTPClient(settings: settings)
  }

  private func status(_ client: HTTPClient, _ request: HTTPRequest) async throws -> Int {
    try await client.fetch(request).status
  }

  @Test func `asks for a token as the RFC says and shows it`() async throws {
    let server = Scene().start()
    let request = request(server) {
      $0.scopes = ["read", "more"]
      $0.endpointParameters = ["audience": .text("a b")]
    }
    #expect(try await status(client(), request) == 200)
    let asked = server.requests[0]
    #expect(asked.method == "POST" && asked.target == "/token?key=geheim")
    #expect(asked.headers["content-type"] == "application/x-www-form-urlencoded")
    #expect(asked.headers["authorization"] == "Basic bWU6Z2UlM0FoZWlt")
    #expect(
      String(decoding: asked.body, as: UTF8.self)
        == "audience=a+b&grant_type=client_credentials&scope=read+more")
    #expect(server.requests[1].headers["authorization"] == "Bearer token-0")
  }

  @Test func `many children share one token, fetched once`() async throws {
    let scene = Scene { _, number in [.pause(seconds: 0.2)] + Scene.token(number) }
    let server = scene.start()
    let (client, request) = (client(), request(server))
    let good = await withTaskGroup(of: Bool.self) { group in
      for child in 0..<50 {
        group.addTask {
          var own = request
          own.url += "?child=\(child)"
          return (try? await client.fetch(own))?.status == 200
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(good == 50)
    #expect(scene.state.withLock { $0.tokensGiven } == 1)
    #expect(try await status(client, request) == 200)
    #expect(scene.state.withLock { $0.tokensGiven } == 1)
  }

  @Test func `a token is renewed before it ends`() async throws {
    let scene = Scene { _, number in Scene.token(number, #", "expires_in": "10""#) }
    let (server, client) = (scene.start(), client())
    for _ in 0..<3 { #expect(try await status(client, request(server)) == 200) }
    #expect(scene.state.withLock { $0.tokensGiven } == 3)
  }

  @Test func `a token that is not taken any more is renewed once`() async throws {
    let scene = Scene { _, number in Scene.token(number, "") }
    let (server, client) = (scene.start(), client { $0.tokenRenewalSeconds = 0 })
    #expect(try await status(client, request(server)) == 200)
    // From outside: the server has forgotten what it gave out.
    scene.state.withLock { $0.tokensGiven += 1 }
    #expect(try await status(client, request(server)) == 200)
    #expect(scene.state.withLock { $0.seen } == ["Bearer token-0", "Bearer token-0", "Bearer token-2"])
  }

  @Test func `a server that takes no token is not asked for ever`() async throws {
    let tokens = Scene()
    let server = tokens.start()
    let child = LoopbackServer { _ in LoopbackStep.response(401) }
    var refused = request(server)
    refused.url = child.url
    let renewing = client { $0.tokenRenewalSeconds = 0 }
    #expect(try await status(renewing, refused) == 401)
    #expect(child.requests.count == 2 && tokens.state.withLock { $0.tokensGiven } == 2)
    let patient = client()
    for _ in 0..<3 { #expect(try await status(patient, refused) == 401) }
    #expect(child.requests.count == 5 && tokens.state.withLock { $0.tokensGiven } == 3)
  }

  @Test func `a server that wants the secret in the form is asked so`() async throws {
    let scene = Scene { request, number in
      request.headers["authorization"] != nil
        ? LoopbackStep.response(401) : Scene.token(number, #", "expires_in": 5"#)
    }
    let (server, client) = (scene.start(), client())
    #expect(try await status(client, request(server)) == 200)
    let asked = server.requests.filter { $0.path == "/token" }
    #expect(asked.count == 2)
    #expect(
      String(decoding: asked[1].body, as: UTF8.self)
        == "client_id=me&client_secret=ge%3Aheim&grant_type=client_credentials")
    // The way is remembered.
    #expect(try await status(client, request(server)) == 200)
    #expect(server.requests.filter { $0.path == "/token" }.count == 3)
  }

  @Test func `the secret's file is read at use, and another secret brings another token`() async throws {
    let folder = TemporaryDirectory()
    let scene = Scene()
    let (server, client) = (scene.start(), client())
    let request = request(server) { $0.clientSecret = .file(folder.path + "/secret") }
    await #expect(throws: OutboundError.self) { try await client.fetch(request) }
    for secret in ["one", "one\n", "two"] {
      try secret.write(toFile: folder.path + "/secret")
      #expect(try await status(client, request) == 200)
    }
    #expect(
      server.requests.filter { $0.path == "/token" }.map { $0.headers["authorization"] }
        == ["Basic bWU6b25l", "Basic bWU6dHdv"])
  }

  @Test func `says why there is no token, without what is secret, and asks again only later`() async throws {
    let large = [UInt8](repeating: UInt8(ascii: " "), count: 2 << 20)
    for (steps, words) in [
      (
        LoopbackStep.response(400, body: Array(#"{"error": "invalid_client", "error_description": "ge:heim"}"#.utf8)),
        "server returned HTTP status 400 (invalid_client)"
      ),
      (LoopbackStep.response(403, body: Array(#"{"error": "ge:heim"}"#.utf8)), "server returned HTTP status 403"),
      (LoopbackStep.response(body: Array("{}".utf8)), "no access_token"),
      (LoopbackStep.response(body: Array("ge:heim".utf8)), "no JSON"),
      (LoopbackStep.response(302, headers: [("Location", "http://127.0.0.1:1/")]), "server returned HTTP status 302"),
      (LoopbackStep.response(body: large), "1048576 bytes"),
      ([.close], "token"),
    ] {
      let scene = Scene { _, _ in steps }
      let (server, client) = (scene.start(), client { $0.tokenRetrySeconds = 600 })
      for _ in 0..<3 {
        await #expect {
          try await client.fetch(request(server))
        } throws: { error in
          let text = "\(error)"
          return text.contains(words) && text.contains(server.url + "/token") && !text.contains("heim")
        }
      }
      // Both ways of saying who asks have been tried where the server did answer, and all that only once.
      #expect(scene.state.withLock { $0.tokensGiven } <= 2)
      #expect(scene.state.withLock { $0.seen } == [])
    }
  }

  @Test func `waiting for a token ends with the request's time, and with its task`() async throws {
    let scene = Scene { _, _ in [.pause(seconds: 60)] }
    let (server, client) = (scene.start(), client())
    var request = request(server)
    let first = Task { [request] in try await client.fetch(request) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    request.timeoutSeconds = 0.1
    await #expect {
      try await client.fetch(request)
    } throws: {
      ($0 as? OutboundError)?.reason == .timeout
    }
    request.timeoutSeconds = 60
    let second = Task { [request] in try await client.fetch(request) }
    second.cancel()
    await #expect(throws: OutboundError.self) { try await second.value }
    first.cancel()
    await #expect(throws: OutboundError.self) { try await first.value }
    server.stop()
  }

  @Test func `when the one that fetches gives up, another fetches`() async throws {
    let scene = Scene { _, number in number == 0 ? [.pause(seconds: 60)] : Scene.token(number) }
    let (server, client) = (scene.start(), client())
    let request = request(server)
    let first = Task { try await client.fetch(request) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    let second = Task { try await client.fetch(request).status }
    first.cancel()
    #expect(try await second.value == 200)
    server.stop()
  }

  @Test func `a token stays behind on the way to another origin`() async throws {
    let other = LoopbackServer { _ in LoopbackStep.response() }
    let target = other.url
    let child = LoopbackServer { _ in LoopbackStep.response(307, headers: [("Location", target)]) }
    let server = Scene().start()
    var request = request(server)
    request.url = child.url
    #expect(try await status(client(), request) == 200)
    #expect(child.requests[0].headers["authorization"] == "Bearer token-0")
    #expect(other.requests.count == 1 && other.requests[0].headers["authorization"] == nil)
  }

  @Test func `no more tokens are held than may be`() async throws {
    let scene = Scene()
    let (server, client) = (scene.start(), client { $0.tokensMax = 2 })
    // Only the newest token is good, so the last request shows that the first token was let go.
    for name in ["a", "b", "c", "c", "a"] {
      #expect(try await status(client, request(server) { $0.clientID = name }) == 200, "\(name)")
    }
    #expect(scene.state.withLock { $0.tokensGiven } == 4)
  }
}
