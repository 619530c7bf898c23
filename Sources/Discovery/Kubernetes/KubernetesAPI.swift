import Compression
import FoundationEssentials
import Outbound
import TimeSeries

/// The API of a Kubernetes cluster, as far as objects are listed and watched.
struct KubernetesAPI: Sendable {
  let config: KubernetesDiscoveryConfig
  let home: KubernetesHome
  let client: HTTPClient
  let metrics: DiscoveryMetrics

  var limits: KubernetesLimits { config.limits }

  /// One page of a list.
  ///
  /// - Parameter token: where the page before it ended; `nil` for the first.
  func page<Object: KubernetesObject>(
    in namespace: String?, after token: String?
  ) async throws(KubernetesError) -> KubernetesPage<Object> {
    var query = ["limit": [String(limits.pageObjects)]]
    if let token { query["continue"] = [token] }
    var request = try request(Object.resource, namespace, query)
    request.timeoutSeconds = Double(limits.requestTimeout) / 1000
    let response: HTTPResponse
    do {
      response = try await client.fetch(request)
    } catch {
      throw error.reason == .bodyTooLarge ? KubernetesError(tooLarge: error) : KubernetesError(error)
    }
    metrics.kubernetes.answered(
      Object.resource.path(in: namespace), status: response.status, seconds: response.timing.total)
    guard response.status == 200 else { throw KubernetesError(response) }
    return try decode(response)
  }

  /// Follows what changes from `version` on, until the server or the receiver ends it.
  func watch(
    _ resource: KubernetesResource, in namespace: String?, from version: String, into receiver: @escaping BodyReceiver
  ) async throws(KubernetesError) {
    let seconds = max(1, limits.watchTime / 1000)
    var request = try request(
      resource, namespace,
      [
        "watch": ["true"], "allowWatchBookmarks": ["true"], "resourceVersion": [version],
        "timeoutSeconds": [String(seconds)],
      ])
    // The server is to end it; and silence in between is no failure.
    request.timeoutSeconds = Double(seconds) + 30
    request.options.stallBytesPerSecond = 0
    request.acceptsGzip = false
    let response: HTTPResponse
    do {
      response = try await client.stream(request, into: receiver)
    } catch  where error.reason == .bodyTooLarge {
      throw KubernetesError(
        .tooMuch,
        "watching \(resource.path(in: namespace)): more than limits.unread_size \(ByteSize.text(limits.unreadBytesMax)) "
          + "of changes came before they could be read")
    } catch {
      throw KubernetesError(error)
    }
    metrics.kubernetes.answered(
      resource.path(in: namespace), status: response.status, seconds: response.timing.firstByte)
    guard response.status == 200 else { throw KubernetesError(response) }
  }

  private func request(
    _ resource: KubernetesResource, _ namespace: String?, _ query: [String: [String]]
  ) throws(KubernetesError) -> HTTPRequest {
    var (server, http) = (config.apiServer ?? "", config.http)
    if config.apiServer == nil {
      do throws(DiscoveryError) { (server, http) = try home.server() } catch {
        throw KubernetesError(.other, error.description)
      }
    }
    // One connection for each watch, as Prometheus does it: a broken one ends no other.
    http.http2 = false
    var query = query
    let selector = resource.role.flatMap { config.selectors[$0] }
    if let label = selector?.label, !label.isEmpty { query["labelSelector"] = [label] }
    if let field = selector?.field, !field.isEmpty { query["fieldSelector"] = [field] }
    let base = server.hasSuffix("/") ? String(server.dropLast()) : server
    return HTTPRequest(
      .get, "\(base)\(resource.path(in: namespace))?\(QueryText.form(query))",
      headers: config.headers + [HTTPHeader("Accept", "application/json")], bodyBytesMax: limits.pageBytesMax,
      options: http)
  }

  private func decode<Answer: Decodable>(_ response: HTTPResponse) throws(KubernetesError) -> Answer {
    do {
      let body = try response.decodedBody(byteCountMax: limits.pageBytesMax)
      return try JSONDecoder().decode(Answer.self, from: Data(body.bytes))
    } catch let error as CompressionError where error.reason == .tooLarge {
      throw KubernetesError(tooLarge: error)
    } catch {
      throw KubernetesError(.garbage, "asking \(response.shownURL): \("\(error)".prefix(300))")
    }
  }
}
