package import Outbound

/// A file that says how a server is asked, in the form of Prometheus's `--http.config.file`: credentials, `tls_config`,
/// proxy, `http_headers`.
package struct HTTPConfigFile: Sendable {
  package let options: HTTPOptions
  package let headers: [HTTPHeader]

  /// - Throws: ``ConfigError`` with everything that is wrong in the file.
  package init(path: String, limits: YAMLLimits = YAMLLimits()) throws(ConfigError) {
    let text = try FilePath.read(path, bytesMax: limits.bytesMax)
    let document = try YAMLReader.read(text, file: path, limits: limits)
    let log = IssueLog(file: path)
    guard let section = SectionReader(document, "an HTTP client configuration", log) else {
      throw ConfigError(.invalid, log.sorted)
    }
    options = HTTPSection.read(section)
    headers = HTTPSection.headers(section)
    section.finish()
    guard log.issues.isEmpty else { throw ConfigError(.invalid, log.sorted) }
  }
}
