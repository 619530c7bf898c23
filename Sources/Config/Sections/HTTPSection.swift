import Outbound
import TimeSeries

/// Reads how requests of a job are made: credentials, encryption, proxy, headers. Texts as in Prometheus.
enum HTTPSection {
  static func read(_ section: SectionReader) -> HTTPOptions {
    var options = HTTPOptions()
    options.credentials = CredentialsSection.read(section)
    if let tls = section.section("tls_config") { options.tls = TLSSection.read(tls) }
    options.proxy = proxy(section)
    options.followsRedirects = section.bool("follow_redirects") ?? true
    options.http2 = section.bool("enable_http2") ?? true
    return options
  }

  private static func proxy(_ section: SectionReader) -> HTTPProxy {
    let url = section.text("proxy_url")
    if let url { checkURL(url, section, "proxy_url") }
    let except = section.text("no_proxy")
    let fromEnvironment = section.bool("proxy_from_environment") ?? false
    section.refuse("proxy_connect_header", "headers for the proxy alone cannot be sent yet")
    if fromEnvironment, url != nil {
      section.report("proxy_url", "if proxy_from_environment is configured, proxy_url must not be configured")
    }
    if fromEnvironment, except != nil {
      section.report("no_proxy", "if proxy_from_environment is configured, no_proxy must not be configured")
    }
    if except != nil, url == nil, !fromEnvironment {
      section.report("no_proxy", "if no_proxy is configured, proxy_url must also be configured")
    }
    if fromEnvironment { return .environment }
    return url.map { .url($0, except: except ?? "") } ?? .none
  }

  /// A URL with a password in it is shown without.
  private static func checkURL(_ url: String, _ section: SectionReader, _ key: String) {
    guard let parts = URLText(url) else {
      return section.report(key, "\(key) must be a URL such as http://host:port, not \(QuotedText.quoted(url))")
    }
    if let redacted = parts.redacted { section.log.redact(section.valuePosition(of: key), as: redacted) }
  }

  /// Headers that every request carries. `reserved` ones are refused: iapetus writes them itself.
  static func headers(_ section: SectionReader) -> [HTTPHeader] {
    section.entries("http_headers").flatMap { entry -> [HTTPHeader] in
      guard let values = SectionReader(entry.value, "http_headers.\(entry.key)", section.log) else { return [] }
      if reserved.contains(entry.key.lowercased()) {
        section.log.report(
          entry.keyPosition, "setting header \(QuotedText.quoted(entry.key)) is not allowed: iapetus sets it itself")
      }
      var headers = values.texts("values").map { HTTPHeader(entry.key, $0.text) }
      for (text, position) in values.texts("secrets") {
        section.log.redact(position)
        headers.append(HTTPHeader(entry.key, secret: .text(text)))
      }
      for (path, _) in values.texts("files") {
        headers.append(HTTPHeader(entry.key, secret: .file(FilePath.resolved(path, in: section.log.folder))))
      }
      values.finish()
      return headers
    }
  }

  private static let reserved: Set<String> = [
    "accept-encoding", "authorization", "host", "content-encoding", "content-length", "content-type",
    "user-agent", "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "www-authenticate",
    "x-prometheus-remote-write-version", "x-prometheus-remote-read-version", "x-prometheus-scrape-timeout-seconds",
    "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "accept",
  ]
}
