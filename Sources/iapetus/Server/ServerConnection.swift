import Config
import FoundationEssentials
import Outbound
import TimeSeries

/// A running server, asked over its HTTP API as the arguments say.
struct ServerConnection {
  /// Without a slash at its end.
  let url: String
  /// As it may be shown: without user and password.
  let shownURL: String
  let arguments: ConnectionArguments

  /// - Parameter address: without a scheme, `http://` is meant.
  init(_ address: String, _ arguments: ConnectionArguments) {
    var url = address.contains("://") ? address : "http://" + address
    while url.hasSuffix("/") { url.removeLast() }
    self.url = url
    shownURL = ServerConnection.withoutUser(url)
    self.arguments = arguments
  }

  private static func withoutUser(_ url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return url }
    let authority = url[scheme.upperBound...].prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return url }
    return String(url[..<scheme.upperBound] + url[url.index(after: at)...])
  }

  /// Asks with a POST, which holds a query of any length, or with a GET where a server or what stands before it takes none.
  func post<Data: Decodable>(
    _ path: String, _ parameters: [String: [String]], for type: Data.Type
  ) async throws(ServerError) -> ServerAnswer<Data> {
    let client = client
    defer { client.close() }
    var request = try request(.post, path)
    request.headers.append(HTTPHeader("Content-Type", "application/x-www-form-urlencoded"))
    request.body = Array(QueryText.form(parameters).utf8)
    let response = try await send(request, client)
    guard [405, 501].contains(response.status) else { return try answer(response, path) }
    return try answer(await send(self.request(.get, target(path, parameters)), client), path)
  }

  func get<Data: Decodable>(
    _ path: String, _ parameters: [String: [String]], for type: Data.Type
  ) async throws(ServerError) -> ServerAnswer<Data> {
    let client = client
    defer { client.close() }
    return try answer(await send(request(.get, target(path, parameters)), client), path)
  }

  /// With room for one answer, as it comes and inflated.
  private var client: HTTPClient {
    var settings = HTTPClientSettings()
    settings.bytesInFlightMax = max(settings.bytesInFlightMax, 2 * arguments.bodyBytesMax)
    return HTTPClient(settings: settings)
  }

  private func target(_ path: String, _ parameters: [String: [String]]) -> String {
    parameters.values.allSatisfy(\.isEmpty) ? path : path + "?" + QueryText.form(parameters)
  }

  private func request(_ method: HTTPRequest.Method, _ target: String) throws(ServerError) -> HTTPRequest {
    do {
      let file = try arguments.httpConfigFile.map { path throws(ConfigError) in try HTTPConfigFile(path: path) }
      var options = file?.options ?? HTTPOptions()
      // A long query says nothing until its answer comes.
      options.stallBytesPerSecond = 0
      return HTTPRequest(
        method, url + target, headers: (file?.headers ?? []) + arguments.headers,
        timeoutSeconds: arguments.timeoutSeconds, bodyBytesMax: arguments.bodyBytesMax, options: options)
    } catch {
      throw .settings("\(error)")
    }
  }

  private func send(_ request: HTTPRequest, _ client: HTTPClient) async throws(ServerError) -> HTTPResponse {
    do {
      return try await client.fetch(request)
    } catch {
      throw .noAnswer("\(error)", error.reason)
    }
  }

  private func answer<Data: Decodable>(
    _ response: HTTPResponse, _ path: String
  ) throws(ServerError) -> ServerAnswer<Data> {
    let body: ResponseBody
    do {
      body = try response.decodedBody(byteCountMax: arguments.bodyBytesMax)
    } catch {
      throw .noAnswer("reading the answer of \(shownURL)\(path): \(error)", .badResponse)
    }
    let bytes = FoundationEssentials.Data(body.bytes)
    guard let envelope = try? JSONDecoder().decode(Envelope<Data>.self, from: bytes) else {
      guard (200..<300).contains(response.status) else { throw .status(response.status, shownURL + path) }
      throw .unreadable(shownURL + path, why: ServerConnection.problem(of: bytes, Envelope<Data>.self))
    }
    if let answer = envelope.answer { return answer }
    throw .refused(kind: envelope.errorType ?? "", reason: envelope.error ?? "no reason given", shownURL + path)
  }

  /// Read once more, for what is wrong with it.
  private static func problem<Content: Decodable>(of bytes: FoundationEssentials.Data, _ type: Content.Type) -> String {
    do {
      _ = try JSONDecoder().decode(type, from: bytes)
      return ""
    } catch {
      return "\(error)"
    }
  }
}
