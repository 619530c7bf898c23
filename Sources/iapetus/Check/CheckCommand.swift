import ArgumentParser

/// Looks before the server leaps: everything that is wrong with a file, at once.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check configuration and rule files, and the children that a configuration names.",
    subcommands: [CheckConfigCommand.self, CheckRulesCommand.self, CheckChildrenCommand.self])
}
