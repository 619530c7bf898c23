import ArgumentParser
import Config

/// `iapetus check config`: a configuration, and every file that it names.
struct CheckConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check a configuration and all the files that it names.")

  @Argument(help: "The configuration, in Prometheus's format.")
  var file: String

  @Option(help: "How the verdict is printed: text, json.")
  var output = CheckOutput.text

  func run() throws { try output.finish(ConfigCheck.config(path: file)) }
}
