import Outbound
import TimeSeries

/// Reads who asks: `basic_auth`, `authorization`, the older `bearer_token`. At most one of them. Texts as in Prometheus.
enum CredentialsSection {
  static func read(_ section: SectionReader) -> HTTPCredentials? {
    section.refuse("oauth2", "tokens of OAuth 2 are not fetched yet; use authorization with a credentials_file")
    let basic = section.section("basic_auth").map { readBasic($0) }
    let authorization = section.section("authorization").map { readAuthorization($0) }
    let bearer = readBearer(section)
    if bearer != nil, section.has("authorization") {
      section.report("authorization", "authorization is not compatible with bearer_token & bearer_token_file")
    }
    if bearer != nil, section.has("basic_auth") {
      section.report(
        "basic_auth", "at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured")
    }
    if section.has("basic_auth"), section.has("authorization") {
      section.report("basic_auth", "at most one of basic_auth, oauth2 & authorization must be configured")
    }
    return basic ?? authorization ?? bearer
  }

  private static func readBasic(_ section: SectionReader) -> HTTPCredentials {
    let username = section.text("username") ?? ""
    section.refuse("username_file", "names are not secret; write it under username")
    let password = secret(section, "password", "password_file")
    section.refuse("username_ref", "there is no secret manager to refer to")
    section.refuse("password_ref", "there is no secret manager to refer to")
    if section.has("password"), section.has("password_file") {
      section.report("password_file", "at most one of basic_auth password & password_file must be configured")
    }
    section.finish()
    return .basic(username: username, password: password ?? .text(""))
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
