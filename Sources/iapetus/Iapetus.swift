import ArgumentParser

/// The command. Without a subcommand it serves.
@main
struct Iapetus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iapetus",
    abstract: "The global view above many Prometheus servers.",
    discussion: """
      Scrapes /federate of every cluster's Prometheus pair, holds each cluster to a series budget, keeps the aggregates, \
      evaluates rules over the deduplicated view and answers the Prometheus HTTP API.
      """,
    subcommands: [ServeCommand.self, VersionCommand.self],
    defaultSubcommand: ServeCommand.self)
}
