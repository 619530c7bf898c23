import Outbound
import TimeSeries

/// Reads who asks: `basic_auth`, `authorization`, `oauth2`, the older `bearer_token`. At most one of them. Texts as in
/// Prometheus.
enum CredentialsSection {
  static func read(_ section: SectionReader) -> HTTPCredentials? {
    let basic = section.section("basic_auth").map { readBasic($0) }
    let authorization = section.section("authorization").map { readAuthorization($0) }
    let token = section.section("oauth2").map { HTTPCredentials.oauth2(OAuth2Section.read($0)) }
    let bearer = readBearer(section)
    checkCount(section, bearer)
    return basic ?? authorization ?? token ?? bearer
  }

  private static func checkCount(_ section: SectionReader, _ bearer: HTTPCredentials?) {
    if bearer != nil, section.has("authorization") {
      section.report("authorization", "authorization is not compatible with bearer_token & bearer_token_file")
    }
    for key in ["basic_auth", "oauth2"] where bearer != nil && section.has(key) {
      section.report(
        key, "at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured")
    }
    let given = ["basic_auth", "authorization", "oauth2"].filter { section.has($0) }
    if given.count > 1 {
      section.report(given[0], "at most one of basic_auth, oauth2 & authorization must be configured")
    }
  }

  private static func readBasic(_ section: SectionReader) -> HTTPCredentials {
    let name = section.text("username").map { Secret.text($0) }
    let nameFile = section.path("username_file").map { Secret.file($0) }
    let password = secret(section, "password", "password_file")
    for key in ["username", "password"] {
      section.refuse("\(key)_ref", "there is no secret manager to refer to")
      guard section.has(key), section.has("\(key)_file") else { continue }
      section.report(
        "\(key)_file", "at most one of basic_auth \(key), \(key)_file & \(key)_ref must be configured")
    }
    section.finish()
    return .basic(username: name ?? nameFile ?? .text(""), password: password ?? .text(""))
  }

  private static func readAuthorization(_ section: SectionReader) -> HTTPCredentials {
    let type = section.text("type") ?? "Bearer"
    if type.lowercased() == "basic" {
      section.report("type", "authorization type cannot be set to \"basic\", use \"basic_auth\" instead")
    }
    let credentials = secret(section, "credentials", "credentials_file")
    section.refuse("credentials_ref", "there is no secret manager to refer to")
    if section.has("credentials"), section.has("credentials_file") {
      section.report(
        "credentials_file", "at most one of authorization credentials & credentials_file must be configured")
    }
    section.finish()
    return .authorization(type: type, secret: credentials ?? .text(""))
  }

  private static func readBearer(_ section: SectionReader) -> HTTPCredentials? {
    let token = secret(section, "bearer_token", "bearer_token_file")
    if section.has("bearer_token"), section.has("bearer_token_file") {
      section.report(
        "bearer_token_file", "at most one of bearer_token & bearer_token_file must be configured")
    }
    return token.map { .authorization(type: "Bearer", secret: $0) }
  }

  private static func secret(_ section: SectionReader, _ key: String, _ fileKey: String) -> Secret? {
    let text = section.secretText(key).map { Secret.text($0) }
    let file = section.path(fileKey).map { Secret.file($0) }
    return text ?? file
  }
}
