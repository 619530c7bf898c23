package import Outbound
package import TimeSeries

/// One entry of `http_sd_configs`: a server that lists target groups in JSON.
package struct HTTPDiscoveryConfig: Sendable, Equatable {
  package static let refreshIntervalDefault: Milliseconds = 60_000

  /// `http://…` or `https://…`.
  package var url: String
  package var refreshInterval: Milliseconds
  /// For how long targets stay when an answer suddenly lists none.
  package var emptyGrace = EmptyGrace.standard
  /// Credentials, encryption, proxy.
  package var http: HTTPOptions
  package var headers: [HTTPHeader]

  /// The URL without user and password, for labels and the log.
  var shownURL: String {
    guard let start = url.firstRange(of: "://")?.upperBound else { return url }
    let authority = url[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let at = authority.lastIndex(of: "@") else { return url }
    return String(url[..<start] + url[url.index(after: at)...])
  }

  package init(
    url: String, refreshInterval: Milliseconds = refreshIntervalDefault, http: HTTPOptions = HTTPOptions(),
    headers: [HTTPHeader] = []
  ) {
    self.url = url
    self.refreshInterval = refreshInterval
    self.http = http
    self.headers = headers
  }
}
