import ArgumentParser
import Config
import FoundationEssentials
import Outbound
import TimeSeries

/// Which running server a command asks, and how.
struct ServerArguments: ParsableArguments {
  private static let bodyBytesMax = 256 << 20

  @Option(help: ArgumentHelp("The server's address, with its route prefix if it has one.", valueName: "url"))
  var url = "http://localhost:9090"

  @Option(
    name: .customLong("http.config.file"),
    help: ArgumentHelp(
      "How it is asked: credentials, tls_config, proxy, http_headers, as in Prometheus's file of that name.",
      valueName: "file"))
  var httpConfigFile: String?

  @Option(name: .customLong("http.timeout"), help: "How long an answer may take. (default: 30s)")
  var timeout: DurationArgument?

  func validate() throws {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw ValidationError("--url must begin with http:// or https://, and \"\(url)\" does not.")
    }
  }

  /// The `data` of a good answer. Why there is none goes to standard error.
  func ask<Data: Decodable>(_ path: String, _ parameters: [String: [String]], for type: Data.Type)
    async throws -> Data
  {
    let response = try await fetch(
      parameters.values.allSatisfy(\.isEmpty) ? path : path + "?" + QueryText.form(parameters))
    let body = response.text
    do {
      let envelope = try JSONDecoder().decode(Envelope<Data>.self, from: FoundationEssentials.Data(body.utf8))
      if let data = envelope.data { return data }
      throw complain("\(url) says: \(envelope.error ?? "nothing at all")")
    } catch let error as DecodingError {
      throw complain("Reading the answer of \(url)\(path): it is none of an iapetus of this version (\(error)).")
    }
  }

  private struct Envelope<Data: Decodable>: Decodable {
    let data: Data?
    let error: String?
  }

  private func fetch(_ target: String) async throws -> ResponseBody {
    let base = url.hasSuffix("/") ? String(url.dropLast()) : url
    let client = HTTPClient()
    defer { client.close() }
    do {
      let config = try httpConfigFile.map { try HTTPConfigFile(path: $0) }
      let request = HTTPRequest(
        .get, base + target, headers: config?.headers ?? [],
        timeoutSeconds: timeout.map { Double($0.milliseconds) / 1000 } ?? 30,
        bodyBytesMax: ServerArguments.bodyBytesMax,
        options: config?.options ?? HTTPOptions())
      let response = try await client.fetch(request)
      if let problem = problem(of: response.status, target) { throw complain(problem) }
      return try response.decodedBody(byteCountMax: ServerArguments.bodyBytesMax)
    } catch let error as ConfigError {
      throw complain("\(error)")
    } catch let error as OutboundError {
      throw complain("\(error)\nIs iapetus running there? Say where with --url.")
    }
  }

  /// What the operator can change about an answer that is none.
  private func problem(of status: Int, _ target: String) -> String? {
    switch status {
    case 200, 400, 422, 503: nil
    case 401, 403: "\(url) wants to know who asks (status \(status)): give credentials with --http.config.file."
    case 404: "\(url)\(target) is not there (status 404): is this an iapetus, and has --url its route prefix?"
    default: "\(url)\(target) answered with status \(status)."
    }
  }
}
