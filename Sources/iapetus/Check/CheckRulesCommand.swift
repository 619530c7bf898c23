import ArgumentParser
import Config

/// `iapetus check rules`: rule files by themselves.
struct CheckRulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "rules", abstract: "Check rule files.")

  @Argument(help: "Rule files, in Prometheus's format.")
  var files: [String]

  @Option(help: "How the verdict is printed: text, json.")
  var output = CheckOutput.text

  func run() throws { try output.finish(ConfigCheck.rules(paths: files)) }
}
