import ArgumentParser
import Config
import Rules

/// `iapetus check rules`: rule files by themselves.
struct CheckRulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "rules", abstract: "Check rule files.")

  @Argument(help: "Rule files, in Prometheus's format.")
  var files: [String]

  @Option(help: "How the verdict is printed: text, json.")
  var output = CheckReport.Output.text

  func run() throws {
    try CheckReport(files: files) { file throws(ConfigError) in
      let groups = try RuleFileLoader.load(path: file)
      let count = groups.reduce(0) { $0 + $1.rules.count }
      return CheckReport.Finding(summary: "\(count) rules found", warnings: [])
    }.finish(output)
  }
}
