import ArgumentParser

/// `iapetus promql`: expressions as texts, without a server.
struct PromQLCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promql", abstract: "Format and edit PromQL expressions.",
    subcommands: [PromQLFormatCommand.self, LabelMatchersCommand.self])
}
