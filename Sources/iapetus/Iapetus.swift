import ArgumentParser
import Glibc

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
    subcommands: [
      ServeCommand.self, CheckCommand.self, TestCommand.self, QueryCommand.self, PromQLCommand.self,
      BudgetCommand.self,
      VersionCommand.self,
    ],
    defaultSubcommand: ServeCommand.self)

  /// Exit codes: 0 done, 1 failed, 2 not understood.
  static func main() async {
    do {
      var command = try parseAsRoot(ArgumentOrder.subcommandsFirst(Array(CommandLine.arguments.dropFirst())))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      let message = fullMessage(for: error) + "\n"
      _ = message.utf8.withContiguousStorageIfAvailable { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      Glibc.exit(2)
    }
  }
}
