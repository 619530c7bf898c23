import Outbound

/// Reads `tls_config`. Texts as in Prometheus.
enum TLSSection {
  static func read(_ section: SectionReader) -> TLSSettings {
    let settings = TLSSettings(
      authorities: pem(section, "ca"), certificate: pem(section, "cert"), key: pem(section, "key"),
      serverName: section.text("server_name"), insecureSkipVerify: section.bool("insecure_skip_verify") ?? false,
      minVersion: section.choice("min_version"), maxVersion: section.choice("max_version"))
    if let least = settings.minVersion, let most = settings.maxVersion, least > most {
      section.report(
        "max_version",
        "tls_config.max_version must be greater than or equal to tls_config.min_version if both are specified")
    }
    section.refuse(["ca_ref", "cert_ref", "key_ref"], "there is no secret manager to refer to")
    if settings.certificate != nil, settings.key == nil {
      section.log.report(
        section.position, "exactly one of key or key_file must be configured when a client certificate is configured")
    }
    if settings.key != nil, settings.certificate == nil {
      section.log.report(
        section.position, "exactly one of cert or cert_file must be configured when a client key is configured")
    }
    section.finish()
    return settings
  }

  /// A certificate is no secret, a key is.
  private static func pem(_ section: SectionReader, _ key: String) -> Secret? {
    let text = key == "key" ? section.secretText(key) : section.text(key)
    let file = section.path("\(key)_file")
    if text != nil, file != nil {
      section.report("\(key)_file", "at most one of \(key), \(key)_file & \(key)_ref must be configured")
    }
    return text.map { .text($0) } ?? file.map { .file($0) }
  }
}
