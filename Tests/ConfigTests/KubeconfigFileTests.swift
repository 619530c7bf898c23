import Outbound
import TestSupport
import Testing

@testable import Config

struct KubeconfigFileTests {
  private let folder = TemporaryDirectory()
  private var path: String { "\(folder.path)/kubeconfig" }

  /// A kubeconfig whose current context is the cluster and the user that are given, in flow style.
  private func file(cluster: String, user: String) throws -> KubeconfigFile {
    let text = """
      current-context: here
      contexts: [{name: here, context: {cluster: c, user: u}}]
      clusters: [{name: d, cluster: {server: no}}, {name: c, cluster: \(cluster)}]
      users: [{name: v, user: {token: wrong}}, {name: u, user: \(user)}]
      """
    try TextFile.write(text, to: path)
    return try KubeconfigFile(path: path)
  }

  private func issues(cluster: String = "{server: 'https://a:6443'}", user: String = "{}") -> [String] {
    do {
      _ = try file(cluster: cluster, user: user)
      return []
    } catch let error as ConfigError {
      return error.issues.map(\.message)
    } catch {
      return ["\(error)"]
    }
  }

  @Test func `the current context says where the API is, and who asks`() throws {
    let file = try file(
      cluster: "{server: 'https://a:6443', certificate-authority: ca.pem, tls-server-name: b, proxy-url: 'http://p:1'}",
      user: "{tokenFile: token, token: older, as: admin, as-groups: [x, y]}")
    #expect(file.server == "https://a:6443")
    #expect(file.http.credentials == .authorization(type: "Bearer", secret: .file("\(folder.path)/token")))
    #expect(file.http.tls.authorities == .file("\(folder.path)/ca.pem"))
    #expect(file.http.tls.serverName == "b")
    #expect(file.http.proxy == .url("http://p:1", except: ""))
    #expect(
      file.headers == [
        HTTPHeader("Impersonate-User", "admin"), HTTPHeader("Impersonate-Group", "x"),
        HTTPHeader("Impersonate-Group", "y"),
      ])
  }

  @Test func `what it holds itself goes before files`() throws {
    let file = try file(
      cluster: "{server: 'https://a', certificate-authority-data: UEVNIGNh, certificate-authority: ca.pem}",
      user: "{client-certificate-data: UEVNIGNlcnQ=, client-key-data: UEVNIGtleQ==, username: n, password: p}")
    #expect(file.http.tls.authorities == .text("PEM ca"))
    #expect(file.http.tls.certificate == .text("PEM cert"))
    #expect(file.http.tls.key == .text("PEM key"))
    #expect(file.http.credentials == .basic(username: .text("n"), password: .text("p")))
    #expect(file.http.proxy == .environment)
  }

  @Test func `what cannot be done is refused, and no secret is told`() {
    #expect(issues() == [])
    #expect(issues(user: "{exec: {command: login}}").first?.contains("starts no program") == true)
    #expect(
      issues(user: "{client-certificate: c.pem}") == ["client-certificate and client-key are of use only together"])
    #expect(issues(user: "{token: t, username: n}") == ["at most one of token and username can say who asks"])
    #expect(
      issues(user: "{client-key-data: '%%', client-certificate: c}").allSatisfy { !$0.contains("%%") })
    #expect(issues(cluster: "{server: nowhere}").count == 1)
    #expect(
      issues(cluster: "{server: 'https://a', insecure-skip-tls-verify: true, certificate-authority: c}").count == 1)
  }

  @Test func `a context that leads nowhere is named`() throws {
    func issues(_ text: String) throws -> [String] {
      try TextFile.write(text, to: path)
      do {
        _ = try KubeconfigFile(path: path)
        return []
      } catch {
        return error.issues.map(\.message)
      }
    }
    #expect(try issues("{}") == ["current-context is missing: it says which cluster is meant, and which user"])
    #expect(try issues("current-context: x") == [#"contexts has no "x""#])
    #expect(
      try issues("{current-context: x, contexts: [{name: x, context: {cluster: c}}]}") == [#"clusters has no "c""#])
  }
}
