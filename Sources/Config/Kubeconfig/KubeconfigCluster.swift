import Outbound
import TimeSeries

/// Reads one of a kubeconfig's `clusters`.
enum KubeconfigCluster {
  /// Where its API is.
  static func read(_ section: SectionReader, _ http: inout HTTPOptions) -> String {
    http.tls.authorities = KubeconfigData.pem(section, "certificate-authority")
    http.tls.serverName = section.text("tls-server-name")
    http.tls.insecureSkipVerify = section.bool("insecure-skip-tls-verify") ?? false
    if http.tls.insecureSkipVerify, http.tls.authorities != nil {
      section.report(
        "insecure-skip-tls-verify", "a certificate authority is of no use where certificates are not verified")
    }
    http.proxy = section.text("proxy-url").map { .url($0, except: "") } ?? .environment
    let server = section.text("server") ?? ""
    if URLText(server) == nil {
      section.report("server", "server must be a URL such as https://host:6443, not \(QuotedText.quoted(server))")
    }
    return server
  }
}
