import Outbound

/// Reads one of a kubeconfig's `users`.
enum KubeconfigUser {
  /// The headers that say on whose behalf it asks.
  static func read(_ section: SectionReader, _ http: inout HTTPOptions) -> [HTTPHeader] {
    section.refuse(
      ["exec", "auth-provider"],
      "iapetus starts no program for credentials; give the user a token, such as one of a service account")
    section.refuse("as-user-extra", "only as, as-uid and as-groups can be asked for")
    http.credentials = credentials(section)
    http.tls.certificate = KubeconfigData.pem(section, "client-certificate")
    http.tls.key = KubeconfigData.pem(section, "client-key")
    if (http.tls.certificate == nil) != (http.tls.key == nil) {
      section.log.report(section.position, "client-certificate and client-key are of use only together")
    }
    return headers(section)
  }

  /// A token's file is read anew for each request, so it goes before the token itself.
  private static func credentials(_ section: SectionReader) -> HTTPCredentials? {
    let token = section.path("tokenFile").map { Secret.file($0) } ?? section.text("token").map { .text($0) }
    let name = section.text("username")
    if token != nil, name != nil {
      section.report("username", "at most one of token and username can say who asks")
    }
    if let token { return .authorization(type: "Bearer", secret: token) }
    return name.map { .basic(username: .text($0), password: .text(section.text("password") ?? "")) }
  }

  private static func headers(_ section: SectionReader) -> [HTTPHeader] {
    let user = section.text("as").map { [HTTPHeader("Impersonate-User", $0)] } ?? []
    let id = section.text("as-uid").map { [HTTPHeader("Impersonate-Uid", $0)] } ?? []
    let groups = section.texts("as-groups").map { HTTPHeader("Impersonate-Group", $0.text) }
    if user.isEmpty, !(id + groups).isEmpty {
      section.log.report(section.position, "as-uid and as-groups need as: they belong to a user")
    }
    return user + id + groups
  }
}
