import ArgumentParser

/// `iapetus query`: what promtool's `query` does, and says of an answer what it lacks.
struct QueryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask a running server, an iapetus or a Prometheus.",
    discussion: """
      Arguments and output are promtool's. On a terminal, tables and curves are shown instead; --format says otherwise. \
      Warnings, infos and missing clusters go to standard error.
      """,
    subcommands: [
      QueryInstantCommand.self, QueryRangeCommand.self, QuerySeriesCommand.self, QueryLabelsCommand.self,
      QueryAnalyzeCommand.self,
    ])
}
