import ArgumentParser

/// `iapetus promql`: expressions as texts, without a server.
struct PromQLCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promql", abstract: "Format, parse and edit PromQL expressions.",
    subcommands: [PromQLFormatCommand.self, PromQLParseCommand.self, LabelMatchersCommand.self])
}
