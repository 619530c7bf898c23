import PromQL
import Rules
import TimeSeries

/// What `iapetus check config` and `iapetus check rules` do: read everything, use nothing.
package enum ConfigCheck {
  /// The configuration in the file at `path`, with all files that it names.
  package static func config(path: String) -> CheckReport {
    var report = CheckReport()
    do {
      let config = try ConfigLoader.load(path: path)
      for file in config.files { report.succeed(file.path, summary(of: file, in: config)) }
      for warning in config.warnings { report.warn(warning) }
      for warning in duplicates(in: config.ruleGroups) { report.warn(warning) }
    } catch {
      report.fail(error)
    }
    return report
  }

  /// Rule files, each for itself.
  package static func rules(paths: [String]) -> CheckReport {
    var report = CheckReport()
    for path in paths {
      do {
        let groups = try RuleFileLoader.load(path: path)
        report.succeed(path, "\(ruleCount(groups)) rules found")
        for warning in duplicates(in: groups) { report.warn("\(path): \(warning)") }
      } catch {
        report.fail(error)
      }
    }
    return report
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

  /// Rules of one name and one set of labels write the same series, and all but one of them are refused then.
  private static func duplicates(in groups: [RuleGroupSettings]) -> [String] {
    var counts: [String: Int] = [:]
    for rule in groups.flatMap(\.rules) {
      let labels = Labels(rule.labels)
      counts[labels.isEmpty ? rule.name : "\(rule.name)\(labels)", default: 0] += 1
    }
    return counts.filter { $0.value > 1 }.sorted { $0.key < $1.key }.map {
      "\($0.value) rules are named \($0.key): they may write the same series"
    }
  }
}
