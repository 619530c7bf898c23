import Outbound
import TimeSeries

/// Reads through whom requests go, of a job or of its `oauth2`. Texts as in Prometheus.
enum ProxySection {
  static func read(_ section: SectionReader) -> (HTTPProxy, connectHeaders: [HTTPHeader]) {
    let url = section.text("proxy_url")
    if let url { checkURL(url, section, "proxy_url") }
    let except = section.text("no_proxy")
    let fromEnvironment = section.bool("proxy_from_environment") ?? false
    let headers = connectHeaders(section)
    if !headers.isEmpty, url == nil, !fromEnvironment {
      section.log.report(
        section.position(of: "proxy_connect_header"),
        "if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured")
    }
    if fromEnvironment, url != nil {
      section.report("proxy_url", "if proxy_from_environment is configured, proxy_url must not be configured")
    }
    if fromEnvironment, except != nil {
      section.report("no_proxy", "if proxy_from_environment is configured, no_proxy must not be configured")
    }
    if except != nil, url == nil, !fromEnvironment {
      section.report("no_proxy", "if no_proxy is configured, proxy_url must also be configured")
    }
    if fromEnvironment { return (.environment, headers) }
    return (url.map { .url($0, except: except ?? "") } ?? .none, headers)
  }

  /// A URL with a password in it is shown without.
  private static func checkURL(_ url: String, _ section: SectionReader, _ key: String) {
    guard let parts = URLText(url) else {
      return section.report(key, "\(key) must be a URL such as http://host:port, not \(QuotedText.quoted(url))")
    }
    if let redacted = parts.redacted { section.log.redact(section.valuePosition(of: key), as: redacted) }
  }

  /// Names, each with a list of secrets.
  private static func connectHeaders(_ section: SectionReader) -> [HTTPHeader] {
    section.entries("proxy_connect_header").flatMap { entry -> [HTTPHeader] in
      guard case .list(let values) = entry.value.content else {
        section.log.report(
          entry.value.position, "proxy_connect_header.\(entry.key) must be a list, not \(entry.value.kind)")
        return []
      }
      return values.compactMap { value in
        section.log.redact(value.position)
        return section.text(of: value, "an element of proxy_connect_header.\(entry.key)").map {
          HTTPHeader(entry.key, secret: .text($0))
        }
      }
    }
  }
}
