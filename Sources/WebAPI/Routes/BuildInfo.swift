/// Which program this is, as `/api/v1/status/buildinfo` says it.
///
/// It never has a member `features`: Grafana takes a server with one for Mimir.
package struct BuildInfo: Sendable {
  /// The Prometheus whose API this is: clients choose their requests by it.
  package var version: String
  /// What this is in truth.
  package var iapetusVersion: String

  package init(version: String, iapetusVersion: String) {
    self.version = version
    self.iapetusVersion = iapetusVersion
  }

  func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("version", version)
      $0.member("revision", "iapetus-" + iapetusVersion)
      $0.member("branch", "")
      $0.member("buildUser", "")
      $0.member("buildDate", "")
      $0.member("goVersion", "")
      $0.member("iapetusVersion", iapetusVersion)
    }
  }
}
