import Discovery
import Glibc
import Rules
import Scrape
import TimeSeries

/// Reads a configuration: the main file and all that it names. All or nothing.
package struct ConfigLoader {
  private let limits: YAMLLimits
  private let environment: (String) -> String?
  private var issues: [ConfigIssue] = []
  private var config = ServerConfig()
  /// Where each job was found first, for messages.
  private var jobPlaces: [String: String] = [:]

  /// The configuration in the file at `path`, and in the files that it names. An empty file is all defaults.
  ///
  /// - Parameter environment: what `${NAME}` in external labels means.
  /// - Throws: ``ConfigError`` with everything that is wrong in any of the files.
  package static func load(
    path: String, limits: YAMLLimits = YAMLLimits(), environment: @escaping (String) -> String? = variable
  ) throws(ConfigError) -> ServerConfig {
    var loader = ConfigLoader(limits: limits, environment: environment)
    let text = try FilePath.read(path, bytesMax: limits.bytesMax)
    return try loader.load(text, path: path)
  }

  /// The configuration in `text`, as if it stood in a file at `path`: relative paths start there.
  package static func load(
    text: String, path: String, limits: YAMLLimits = YAMLLimits(),
    environment: @escaping (String) -> String? = variable
  ) throws(ConfigError) -> ServerConfig {
    var loader = ConfigLoader(limits: limits, environment: environment)
    return try loader.load(text, path: path)
  }

  /// The value of an environment variable of this process.
  package static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private init(limits: YAMLLimits, environment: @escaping (String) -> String?) {
    self.limits = limits
    self.environment = environment
  }

  private mutating func load(_ text: String, path: String) throws(ConfigError) -> ServerConfig {
    let document = try YAMLReader.read(text, file: path, limits: limits)
    let log = IssueLog(file: path)
    config.files = [ConfigFile(path: path, content: .main)]
    if let section = SectionReader(document, "the configuration", log) { read(section) }
    issues.insert(contentsOf: log.sorted, at: 0)
    guard issues.isEmpty else { throw ConfigError(.invalid, issues) }
    config.redactedYAML = RedactedYAML.text(of: document, redactions: log.redactions)
    return config
  }

  private mutating func read(_ section: SectionReader) {
    if let global = section.section("global") {
      config.global = GlobalSection.read(global, environment: environment)
    }
    if let clusters = section.section("clusters") { config.clusters = ClustersSection.read(clusters) }
    if let storage = section.section("storage") { config.storage = StorageSection.read(storage) }
    if let healing = section.section("healing") { config.healing = HealingSection.read(healing) }
    if let metadata = section.section("metadata") { config.metadata = MetadataSection.read(metadata) }
    if let alerting = section.section("alerting") { config.alerting = AlertingSection.read(alerting) }
    readScrapeConfigs(section, place: "main config file")
    readScrapeConfigFiles(section)
    readRuleFiles(section)
    refuseOthers(section)
    section.finish()
  }

  /// - Parameter place: what the file is called where a later one has a job of the same name.
  private mutating func readScrapeConfigs(_ section: SectionReader, place: String) {
    for job in section.sections("scrape_configs", "an element of scrape_configs") { readJob(job, place) }
  }

  private mutating func readJob(_ section: SectionReader, _ place: String) {
    let job = ScrapeSection.read(section, config.global)
    if !job.jobName.isEmpty, let first = jobPlaces.updateValue(place, forKey: job.jobName) {
      jobPlaces[job.jobName] = first
      section.report(
        "job_name",
        "found multiple scrape configs with job name \(QuotedText.quoted(job.jobName)), first found in \(first)")
    }
    config.scrapeConfigs.append(job)
  }

  /// Files with nothing but more `scrape_configs`. What they name is relative to themselves.
  private mutating func readScrapeConfigFiles(_ section: SectionReader) {
    for path in files(section, "scrape_config_files", "scrape config file") {
      let countBefore = config.scrapeConfigs.count
      do {
        let document = try YAMLReader.read(
          try FilePath.read(path, bytesMax: limits.bytesMax), file: path, limits: limits)
        let log = IssueLog(file: path)
        if let section = SectionReader(document, "a scrape config file", log) {
          readScrapeConfigs(section, place: QuotedText.quoted(path))
          section.finish()
        }
        issues += log.sorted
      } catch {
        issues += error.issues
      }
      config.files.append(
        ConfigFile(path: path, content: .jobs(count: config.scrapeConfigs.count - countBefore)))
    }
  }

  private mutating func readRuleFiles(_ section: SectionReader) {
    for path in files(section, "rule_files", "rule file") {
      do {
        let groups = try RuleFileLoader.load(path: path, limits: limits)
        config.ruleGroups += groups
        config.files.append(
          ConfigFile(path: path, content: .rules(count: groups.reduce(0) { $0 + $1.rules.count })))
      } catch {
        issues += error.issues
      }
    }
  }

  /// The files that the patterns under `key` mean, each once. A plain name must exist, a pattern may match nothing.
  private func files(_ section: SectionReader, _ key: String, _ kind: String) -> [String] {
    var found: [String] = []
    for (pattern, position) in section.texts(key) {
      let path = FilePath.resolved(pattern, in: section.log.folder)
      section.log.show(position, as: path)
      guard FilePaths.isPattern(pattern) else {
        section.log.report(position, "invalid \(kind) path \(QuotedText.quoted(pattern))")
        continue
      }
      let matches = FilePath.matches(of: path)
      if matches.isEmpty, !pattern.contains(where: { "*?[".contains($0) }) {
        section.log.report(position, "there is no file \(QuotedText.quoted(path))")
      }
      found += matches.filter { !found.contains($0) }
    }
    return found
  }

  private func refuseOthers(_ section: SectionReader) {
    section.refuse("remote_write", "iapetus does not hand samples over to other engines yet")
    section.refuse("remote_read", "iapetus answers from its own storage; it has nothing to read from elsewhere")
    section.refuse("otlp", "iapetus takes aggregates from Prometheus servers, not OpenTelemetry data")
    section.refuse("tracing", "iapetus sends no traces")
    section.refuse("runtime", "it tunes Go's garbage collector, and iapetus has none")
  }
}
