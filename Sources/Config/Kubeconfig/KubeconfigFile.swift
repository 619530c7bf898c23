import Outbound
import TimeSeries

/// A file as `kubectl` has it: where a Kubernetes API is, and how it is asked, by the context that is the current one.
///
/// Its format is `kubeconfig.v1` of Kubernetes. What iapetus has no use for is left alone, as `kubectl` does; what it cannot
/// do, such as running a program for credentials, is refused.
struct KubeconfigFile {
  /// `https://host:port`.
  let server: String
  let http: HTTPOptions
  /// On whose behalf the API is asked, if not the user's own.
  let headers: [HTTPHeader]

  /// - Throws: ``ConfigError`` with everything that is wrong in the file.
  init(path: String, limits: YAMLLimits = YAMLLimits()) throws(ConfigError) {
    let text = try FilePath.read(path, bytesMax: limits.bytesMax)
    let document = try YAMLReader.read(text, file: path, limits: limits)
    let log = IssueLog(file: path, ignoresUnknownKeys: true)
    guard let section = SectionReader(document, "a kubeconfig", log) else { throw ConfigError(.invalid, log.sorted) }
    var http = HTTPOptions()
    let context = KubeconfigFile.current(section)
    let cluster = context.flatMap { KubeconfigFile.entry($0, "cluster", in: section) }
    server = cluster.map { KubeconfigCluster.read($0, &http) } ?? ""
    let user = context.flatMap { $0.has("user") ? KubeconfigFile.entry($0, "user", in: section) : nil }
    headers = user.map { KubeconfigUser.read($0, &http) } ?? []
    self.http = http
    guard log.issues.isEmpty else { throw ConfigError(.invalid, log.sorted) }
  }

  private static func current(_ section: SectionReader) -> SectionReader? {
    guard let name = section.text("current-context"), !name.isEmpty else {
      section.log.report(section.position, "current-context is missing: it says which cluster is meant, and which user")
      return nil
    }
    return named(name, "contexts", "context", at: section.valuePosition(of: "current-context"), in: section)
  }

  /// The cluster or the user that a context names.
  private static func entry(_ context: SectionReader, _ key: String, in section: SectionReader) -> SectionReader? {
    guard let name = context.text(key), !name.isEmpty else {
      context.log.report(context.position, "the context names no \(key)")
      return nil
    }
    return named(name, "\(key)s", key, at: context.valuePosition(of: key), in: section)
  }

  /// In lists of kubeconfigs the name stands beside what it is the name of; the first of several counts.
  private static func named(
    _ name: String, _ list: String, _ key: String, at position: ConfigNode.Position, in section: SectionReader
  ) -> SectionReader? {
    let entry = section.sections(list, "an element of \(list)").first { $0.text("name") == name }
    if let found = entry?.section(key) { return found }
    section.log.report(position, "\(list) has no \(QuotedText.quoted(name))")
    return nil
  }
}
