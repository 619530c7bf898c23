import Outbound
import TimeSeries

/// Reads how requests of a job are made: credentials, encryption, proxy, headers. Texts as in Prometheus.
enum HTTPSection {
  static func read(_ section: SectionReader) -> HTTPOptions {
    var options = HTTPOptions()
    options.credentials = CredentialsSection.read(section)
    if let tls = section.section("tls_config") { options.tls = TLSSection.read(tls) }
    (options.proxy, options.proxyConnectHeaders) = ProxySection.read(section)
    options.followsRedirects = section.bool("follow_redirects") ?? true
    options.http2 = section.bool("enable_http2") ?? true
    return options
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
