import ArgumentParser
import Config
import Rules

/// `iapetus check config`: a configuration, and every file that it names.
struct CheckConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check configurations and all the files that they name.")

  @Argument(help: "Configurations, in Prometheus's format.")
  var files: [String]

  @Option(help: "How the verdict is printed: text, json.")
  var output = CheckReport.Output.text

  func run() throws {
    try CheckReport(files: files) { file throws(ConfigError) in
      let config = try ConfigLoader.load(path: file)
      let rules = config.ruleGroups.reduce(0) { $0 + $1.rules.count }
      return CheckReport.Finding(
        summary: "\(config.scrapeConfigs.count) scrape jobs, \(rules) rules in \(config.ruleGroups.count) groups",
        warnings: config.warnings)
    }.finish(output)
  }
}
