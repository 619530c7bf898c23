import ArgumentParser

/// Trying rules on made-up series before the server lives by them.
struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Unit testing.", subcommands: [TestRulesCommand.self])
}
