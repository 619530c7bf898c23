import Glibc
import Rules

/// What `iapetus check config` does: read everything, use nothing.
package enum ConfigCheck {
  /// The configuration in the file at `path`, with all files that it names.
  package static func config(path: String) -> CheckReport {
    var report = CheckReport()
    do {
      let config = try ConfigLoader.load(path: path)
      for file in config.files { report.succeed(file.path, summary(of: file, in: config)) }
      for warning in config.warnings { report.warn(warning) }
      if let problem = queryLogProblem(config.global.queryLogFile) { report.warn(problem) }
      for duplicate in DuplicateRule.all(in: config.ruleGroups) { report.warn(duplicate.description) }
    } catch {
      report.fail(error)
    }
    return report
  }

  /// Why the server could not open the query log, were it to run here as this user. A warning, for it may run elsewhere.
  private static func queryLogProblem(_ path: String) -> String? {
    if path.isEmpty || access(path, W_OK) == 0 { return nil }
    let isThere = access(path, F_OK) == 0
    if !isThere, access(FilePath.folder(of: path), W_OK) == 0 { return nil }
    let place = isThere ? "it" : "its folder"
    return "query_log_file \(path): \(place) cannot be written to here (\(String(cString: strerror(errno))))"
  }

  private static func summary(of file: ConfigFile, in config: ServerConfig) -> String {
    switch file.content {
    case .main: summary(of: config)
    case .jobs(let count): "\(count) jobs found"
    case .rules(let count): "\(count) rules found"
    }
  }

  private static func summary(of config: ServerConfig) -> String {
    "\(config.scrapeConfigs.count) jobs, \(config.ruleGroups.count) rule groups with "
      + "\(ruleCount(config.ruleGroups)) rules, \(config.files.count) files read"
  }

  private static func ruleCount(_ groups: [RuleGroupSettings]) -> Int { groups.reduce(0) { $0 + $1.rules.count } }
}
