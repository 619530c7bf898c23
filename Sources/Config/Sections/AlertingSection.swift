import Notifier
import TimeSeries

/// Reads `alerting`.
enum AlertingSection {
  static func read(_ section: SectionReader) -> AlertingConfig {
    var config = AlertingConfig()
    config.alertRelabelRules = RelabelSection.readAll(section, "alert_relabel_configs")
    config.alertmanagers = section.sections("alertmanagers", "an element of alertmanagers").map { readOne($0) }
    section.finish()
    return config
  }

  private static func readOne(_ section: SectionReader) -> AlertmanagerConfig {
    var config = AlertmanagerConfig()
    config.scheme = section.choice("scheme") ?? config.scheme
    config.pathPrefix = section.text("path_prefix") ?? config.pathPrefix
    config.timeout = section.nonzeroDuration("timeout") ?? config.timeout
    if let version = section.text("api_version"), version != "v2" {
      section.report("api_version", "expected Alertmanager api version to be one of [v2] but got \(version)")
    }
    config.http = HTTPSection.read(section)
    config.headers = HTTPSection.headers(section)
    config.discovery = DiscoverySections.readAll(section)
    config.relabelRules = RelabelSection.readAll(section, "relabel_configs")
    config.alertRelabelRules = RelabelSection.readAll(section, "alert_relabel_configs")
    section.refuse("sigv4", "requests are not signed for AWS")
    section.finish()
    return config
  }
}
