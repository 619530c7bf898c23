import Compression
import FoundationEssentials
import Outbound
import TimeSeries

/// A server that lists target groups: `[{"targets": ["host:port"], "labels": {"name": "value"}}]`.
struct HTTPTargetSource: TargetSource {
  static let urlLabel = "__meta_url"
  /// No list of children is longer; a mistaken URL must not fill the memory.
  static let byteCountMax = 32 << 20

  let mechanism = Mechanism.http
  private let config: HTTPDiscoveryConfig
  private let session: HTTPSession

  init(_ config: HTTPDiscoveryConfig, _ client: HTTPClient) {
    self.config = config
    session = client.session()
  }

  var refreshInterval: Milliseconds { config.refreshInterval }

  var emptyGrace: Milliseconds { config.emptyGrace }

  func ask() async throws(DiscoveryError) -> [TargetGroup] {
    let response: HTTPResponse
    do {
      response = try await session.fetch(request)
    } catch {
      throw DiscoveryError(error.description)
    }
    guard response.status == 200 else { throw problem("server returned HTTP status \(response.status)") }
    let contentType = response.headers["content-type"] ?? ""
    guard HTTPTargetSource.isJSON(contentType) else {
      throw problem("unsupported content type \(QuotedText.quoted(contentType))")
    }
    return try groups(response)
  }

  private var request: HTTPRequest {
    let seconds = FloatText.plain(Double(config.refreshInterval) / 1000)
    return HTTPRequest(
      .get, config.url,
      headers: config.headers + [
        HTTPHeader("Accept", "application/json"), HTTPHeader("X-Prometheus-Refresh-Interval-Seconds", seconds),
      ],
      timeoutSeconds: max(1, Double(config.refreshInterval) / 1000), bodyBytesMax: HTTPTargetSource.byteCountMax,
      options: config.http)
  }

  private func groups(_ response: HTTPResponse) throws(DiscoveryError) -> [TargetGroup] {
    let listed: [ListedGroup]
    do {
      let body = try response.decodedBody(byteCountMax: HTTPTargetSource.byteCountMax)
      listed = try JSONDecoder().decode([ListedGroup].self, from: Data(body.bytes))
    } catch {
      throw problem("\(error)")
    }
    return listed.enumerated().map { index, group in
      TargetGroup(
        targets: group.targets, labels: Labels(group.labels).setting(HTTPTargetSource.urlLabel, to: config.shownURL),
        source: "\(config.shownURL):\(index)")
    }
  }

  private func problem(_ what: String) -> DiscoveryError {
    DiscoveryError("asking \(config.shownURL) for targets: \(what)")
  }

  /// `application/json`, perhaps with the only charset that JSON has.
  private static func isJSON(_ contentType: String) -> Bool {
    let parts = contentType.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\"" } }
    return parts.first == "application/json" && parts.dropFirst().allSatisfy { $0 == "charset=utf-8" }
  }
}
