import Outbound
import TimeSeries

/// Reads `oauth2`: client credentials. Texts as in Prometheus.
enum OAuth2Section {
  static func read(_ section: SectionReader) -> OAuth2Settings {
    var settings = OAuth2Settings(
      clientID: section.text("client_id") ?? "", clientSecret: secret(section), tokenURL: tokenURL(section),
      scopes: section.texts("scopes").map(\.text), endpointParameters: endpointParameters(section))
    if settings.clientID.isEmpty { section.log.report(section.position, "oauth2 client_id must be configured") }
    if let tls = section.section("tls_config") { settings.tls = TLSSection.read(tls) }
    (settings.proxy, settings.proxyConnectHeaders) = ProxySection.read(section)
    refuseAssertions(section)
    section.finish()
    return settings
  }

  private static func secret(_ section: SectionReader) -> Secret {
    let text = section.secretText("client_secret")
    let file = section.path("client_secret_file")
    section.refuse("client_secret_ref", "there is no secret manager to refer to")
    if text != nil, file != nil {
      section.report(
        "client_secret_file",
        "at most one of oauth2 client_secret, client_secret_file & client_secret_ref must be configured")
    }
    return text.map { .text($0) } ?? file.map { .file($0) } ?? .text("")
  }

  /// A URL with a password in it is shown without.
  private static func tokenURL(_ section: SectionReader) -> String {
    let url = section.text("token_url") ?? ""
    guard !url.isEmpty else {
      section.log.report(section.position, "oauth2 token_url must be configured")
      return url
    }
    guard let parts = URLText(url), parts.scheme.lowercased() != "socks5" else {
      section.report("token_url", "token_url must be a URL such as https://host/token, not \(QuotedText.quoted(url))")
      return url
    }
    if let redacted = parts.redacted { section.log.redact(section.valuePosition(of: "token_url"), as: redacted) }
    return url
  }

  /// Shown to nobody, for what may be among them.
  private static func endpointParameters(_ section: SectionReader) -> [String: Secret] {
    var parameters: [String: Secret] = [:]
    for (name, text, entry) in section.textEntries("endpoint_params") {
      if ["client_id", "client_secret", "scope"].contains(name) {
        section.log.report(
          entry.keyPosition, "cannot overwrite parameter \(QuotedText.quoted(name)); it has a key of its own")
      }
      if !text.isEmpty { section.log.redact(entry.value.position) }
      parameters[name] = .text(text)
    }
    return parameters
  }

  private static func refuseAssertions(_ section: SectionReader) {
    let why = "tokens are asked for with client_id and client_secret, not with a signed assertion"
    if let type = section.text("grant_type"), type != "client_credentials" {
      section.log.report(section.position(of: "grant_type"), "grant_type can only be client_credentials: \(why)")
    }
    section.refuse(
      [
        "client_certificate_key", "client_certificate_key_file", "client_certificate_key_ref",
        "client_certificate_key_id", "signature_algorithm", "iss", "audience", "claims",
      ], why)
  }
}
