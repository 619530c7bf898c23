import Outbound
import TimeSeries

/// One Alertmanager: whom to ask, and how.
struct Alertmanager: Sendable, Equatable {
  let url: String
  let http: HTTPOptions
  let headers: [HTTPHeader]
  let timeout: Milliseconds

  init(url: String, _ config: AlertmanagerConfig) {
    self.url = url
    http = config.http
    headers = config.headers
    timeout = config.timeout
  }

  func request(telling alerts: [Alert]) -> HTTPRequest {
    HTTPRequest(
      .post, url, headers: headers + [HTTPHeader("Content-Type", AlertMessage.contentType)],
      body: AlertMessage.body(of: alerts), timeoutSeconds: Double(timeout) / 1000, bodyBytesMax: 1 << 20, options: http)
  }
}
