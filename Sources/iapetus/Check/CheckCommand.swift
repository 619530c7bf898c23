import ArgumentParser

/// Looks before the server leaps: everything that is wrong with a file, at once.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check configuration and rule files.",
    subcommands: [CheckConfigCommand.self, CheckRulesCommand.self])
}
